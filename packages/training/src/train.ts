import { UserError } from '@lamella/core';
import { type Batch, type EncodedExample, makeBatches } from '@lamella/datasets';
import { mean, median, sum } from '@lamella/metrics';
import { BestWeights } from './best-weights.ts';
import { checkExamples, checkLabels } from './check-examples.ts';
import { EarlyStopping } from './early-stopping.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import { makeFrozenPrefix } from './frozen-prefix.ts';
import { learningRateAt, type Schedule, warmupStepsOf } from './schedules.ts';
import type {
  EarlyStop,
  EpochReport,
  EpochScores,
  TrainingResult,
  TrainingRun,
  TrainingSettings,
} from './training-run.ts';

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
  const best = settings.checkpoint === 'best' ? new BestWeights(run.trainable) : undefined;
  const stopping = settings.earlyStopping && new EarlyStopping(settings.earlyStopping);
  const history: History = { epochs: [], losses: [], stepSeconds: [] };
  let stopped: EarlyStop | undefined;
  try {
    for (let epoch = 1; epoch <= settings.epochs && stopped === undefined; epoch++) {
      const trained = trainEpoch({ run, settings, schedule, step }, history, epoch);
      const { primary, better, metrics } = evaluateAfter(history.losses.length, run, schedule);
      best?.offer(primary, better);
      history.epochs.push({ epoch, ...trained, metrics });
      run.onEpoch?.({ epoch, ...trained, metrics }, history.losses.length);
      const isOver = stopping?.offer(primary, better) === true && epoch < settings.epochs;
      if (isOver) stopped = { epoch, score: primary, ...(stopping.best && { best: stopping.best }) };
    }
    best?.restore();
    return { ...toResult(history), ...(stopped && { stopped }) };
  } finally {
    for (const owner of [best, step, prefix]) owner?.dispose();
  }
}

/** The training so far. */
interface History {
  readonly epochs: EpochReport[];
  readonly losses: number[];
  readonly stepSeconds: number[];
}

interface Training {
  readonly run: TrainingRun;
  readonly settings: TrainingSettings;
  readonly schedule: Schedule;
  readonly step: FineTuningStep;
}

/** Takes the steps of an epoch, and checks the weights after them. */
function trainEpoch(
  { run, settings, schedule, step }: Training,
  { losses, stepSeconds }: History,
  epoch: number,
): Pick<EpochReport, 'trainLoss' | 'seconds'> {
  const { totalSteps } = schedule;
  const startedAt = losses.length;
  for (const batches of microBatches(run, settings, epoch)) {
    const begin = performance.now();
    const learningRate = learningRateAt(losses.length, schedule);
    const report = step.run(batches, learningRate, settings.accumulation.mode);
    const seconds = (performance.now() - begin) / 1000;
    losses.push(report.loss);
    stepSeconds.push(seconds);
    run.onStep?.({ step: losses.length, totalSteps, epoch, learningRate, seconds, ...report });
  }
  step.finish();
  return { trainLoss: mean(losses.slice(startedAt)), seconds: sum(stepSeconds.slice(startedAt)) };
}

function toResult({ epochs, losses, stepSeconds }: History): Omit<TrainingResult, 'stopped'> {
  return {
    epochs,
    numSteps: losses.length,
    losses,
    trainSeconds: sum(stepSeconds),
    secondsPerStep: median(stepSeconds),
  };
}

/** Evaluates, and adds to what is wrong with the model when it has become so. */
function evaluateAfter(step: number, run: TrainingRun, schedule: Schedule): EpochScores {
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

/** Steps of the optimiser over all epochs, which fewer are taken of if training ends early. */
export function countSteps(
  numExamples: number,
  { epochs, batchSize, accumulation }: Pick<TrainingSettings, 'epochs' | 'batchSize' | 'accumulation'>,
): number {
  return Math.ceil(Math.ceil(numExamples / batchSize) / accumulation.steps) * epochs;
}

/** The schedule over all optimiser steps of a run. */
function makeSchedule(numExamples: number, settings: TrainingSettings): Schedule {
  const { warmup, schedule: name, learningRate } = settings;
  const totalSteps = countSteps(numExamples, settings);
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
