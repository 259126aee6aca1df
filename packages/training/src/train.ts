import { UserError } from '@lamella/core';
import type { MatmulPrecision, Parameter, Tensor } from '@lamella/engine';
import { type Batch, type EncodedExample, makeBatches } from '@lamella/datasets';
import { mean, median, type ScoreMetric, sum } from '@lamella/metrics';
import type { Model } from '@lamella/models';
import type { AccumulationMode } from './accumulation.ts';
import type { AdamWConfig } from './adamw.ts';
import { checkExamples, checkLabels } from './check-examples.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import { makeFrozenPrefix } from './frozen-prefix.ts';
import type { TaskKind } from './losses.ts';
import { learningRateAt, type Schedule, type ScheduleName, warmupStepsOf } from './schedules.ts';

/** How a model is fine-tuned. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batchSize: number;
  /** Micro-batches per optimiser step. */
  readonly accumulation: { readonly steps: number; readonly mode: AccumulationMode };
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** Share of all steps, or a number of steps. */
  readonly warmup: { readonly ratio: number } | { readonly steps: number };
  readonly adamw: AdamWConfig;
  readonly maxGradNorm: number;
  /** Switches all dropout off if false. */
  readonly hasDropout: boolean;
  /** The weights that count in the end. */
  readonly checkpoint: 'last' | 'best';
  /** Batches in a window of examples that is sorted by length; see `makeBatches`. */
  readonly sortWindow?: number;
  /** Matrix products of the steps, in bfloat16 or in single precision; the latter unless given. */
  readonly matmulPrecision?: MatmulPrecision;
  /** Runs the frozen layers below the lowest trained one once per example, without dropout; see `makeFrozenPrefix`. @default false */
  readonly keepFrozenPrefix?: boolean;
  /** See {@link FineTuningStep}; false unless given. */
  readonly gradientCheckpointing?: boolean;
  /** Of the order of examples and of dropout. */
  readonly seed: number;
}

/** One epoch as the history keeps it. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  /** Of training, without evaluation. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What training needs besides its settings. */
export interface TrainingRun {
  readonly model: Model;
  readonly trainable: readonly Parameter[];
  readonly kind: TaskKind;
  readonly examples: readonly EncodedExample[];
  readonly padId: number;
  /** Scores the model as it is, after each epoch; `primary` decides which checkpoint is the best. */
  evaluate(): {
    readonly primary: number;
    /** Which of two scores is the better; the higher one unless it says so. */
    readonly better?: ScoreMetric['better'];
    readonly metrics: Readonly<Record<string, number>>;
  };
  onStep?(progress: {
    readonly step: number;
    readonly totalSteps: number;
    readonly epoch: number;
    readonly loss: number;
  }): void;
}

/** What training gives. */
export interface TrainingResult {
  readonly epochs: readonly EpochReport[];
  readonly numSteps: number;
  /** The loss of every step. */
  readonly losses: readonly number[];
  readonly trainSeconds: number;
  /** Median over the steps, which leaves out those in which a function was compiled. */
  readonly secondsPerStep: number;
}

/**
 * Fine-tunes the trainable parameters; in the end they hold the last or the best weights.
 *
 * @throws {UserError} if the frozen prefix is to be kept and can't be, if an example does not fit the model, or if a loss or a
 *   weight is not finite
 */
export function train(run: TrainingRun, settings: TrainingSettings): TrainingResult {
  const schedule = makeSchedule(checkedExamples(run).length, settings);
  const prefix = settings.keepFrozenPrefix ? makeFrozenPrefix({ ...run, ...settings }) : undefined;
  const step = new FineTuningStep({ ...run, ...settings, prefix });
  const best = new BestWeights(run.trainable, settings.checkpoint === 'best');
  const epochs: EpochReport[] = [];
  const stepSeconds: number[] = [];
  const losses: number[] = [];
  try {
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const startedAt = stepSeconds.length;
      for (const batches of microBatches(run, settings, epoch)) {
        const begin = performance.now();
        const { loss } = step.run(
          batches,
          learningRateAt(stepSeconds.length, schedule),
          settings.accumulation.mode,
        );
        stepSeconds.push((performance.now() - begin) / 1000);
        losses.push(loss);
        run.onStep?.({ step: stepSeconds.length, totalSteps: schedule.totalSteps, epoch, loss });
      }
      step.finish();
      const { primary, better, metrics } = evaluateAfter(stepSeconds.length, run, schedule);
      best.offer(better === 'lower' ? -primary : primary);
      const seconds = sum(stepSeconds.slice(startedAt));
      epochs.push({ epoch, trainLoss: mean(losses.slice(startedAt)), seconds, metrics });
    }
    best.restore();
    return {
      epochs,
      numSteps: stepSeconds.length,
      losses,
      trainSeconds: sum(stepSeconds),
      secondsPerStep: median(stepSeconds),
    };
  } finally {
    for (const owner of [best, step, prefix]) owner?.dispose();
  }
}

/** Evaluates, and adds to what is wrong with the model when it has become so. */
function evaluateAfter(
  step: number,
  run: TrainingRun,
  schedule: Schedule,
): ReturnType<TrainingRun['evaluate']> {
  try {
    return run.evaluate();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const rate = learningRateAt(step - 1, schedule);
    throw new UserError(`${error.message} This is after step ${step} (learning rate ${rate}).`, {
      cause: error,
    });
  }
}

/** The examples, all of which fit the model. */
function checkedExamples({ examples, model, kind }: TrainingRun): readonly EncodedExample[] {
  checkExamples(examples, model);
  checkLabels(examples, model, kind);
  return examples;
}

/** The schedule over all optimiser steps of a run. */
function makeSchedule(numExamples: number, settings: TrainingSettings): Schedule {
  const { epochs, batchSize, accumulation, warmup, schedule: name, learningRate } = settings;
  const totalSteps = Math.ceil(Math.ceil(numExamples / batchSize) / accumulation.steps) * epochs;
  const warmupSteps = 'steps' in warmup ? warmup.steps : warmupStepsOf(warmup.ratio, totalSteps);
  return { name, learningRate, warmupSteps, totalSteps };
}

/** The batches of an epoch, as many at a time as an optimiser step accumulates. */
function* microBatches(run: TrainingRun, settings: TrainingSettings, epoch: number): Generator<Batch[]> {
  const { batchSize, seed, accumulation, sortWindow = 1 } = settings;
  let group: Batch[] = [];
  for (const batch of makeBatches(run.examples, {
    batchSize,
    padId: run.padId,
    order: 'shuffled',
    sortWindow,
    seed,
    epoch,
  })) {
    group.push(batch);
    if (group.length < accumulation.steps) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Keeps a copy of the weights with the highest score so far. */
class BestWeights {
  readonly #parameters: readonly Parameter[];
  readonly #isWanted: boolean;
  #score = -Infinity;
  #weights: readonly Tensor[] = [];

  constructor(parameters: readonly Parameter[], isWanted: boolean) {
    this.#parameters = parameters;
    this.#isWanted = isWanted;
  }

  offer(score: number): void {
    if (!this.#isWanted || !(score > this.#score)) return;
    this.dispose();
    this.#score = score;
    this.#weights = this.#parameters.map((parameter) => parameter.read());
  }

  restore(): void {
    this.#weights.forEach((weight, i) => this.#parameters[i]?.assign(weight));
  }

  dispose(): void {
    for (const weight of this.#weights) weight.dispose();
    this.#weights = [];
  }
}
