import { UserError } from '@lamella/core';
import { type FreeSize, type OperationRecord, requireRecomputation, sizeRanges } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type BatchInputs, toInputs, toTokenKeys } from './batch-inputs.ts';
import { type AccumulationMode, accumulationWeights } from './accumulation.ts';
import { placeCounts } from './causal-lm/next-tokens.ts';
import type { FrozenPrefix } from './frozen-prefix.ts';
import { meanLoss, predictionLosses, type TaskKind } from './losses.ts';
import { type StepReport, type StepState, TrainingStep, type TrainingStepOptions } from './training-step.ts';

/** The part of a frozen prefix that a step uses. */
export type StepPrefix = Pick<FrozenPrefix, 'numLayers' | 'states' | 'prepare'>;

/** Options of a step of fine-tuning. */
export interface FineTuningStepOptions extends Omit<TrainingStepOptions, 'loss' | 'freeSizes'> {
  readonly model: Model;
  readonly kind: TaskKind;
  /** The output of the frozen lowest layers, which the step then doesn't run. */
  readonly prefix?: StepPrefix | undefined;
  /** Layers keep their inputs alone for the backward pass, which runs them again: less memory, more time. @default false */
  readonly gradientCheckpointing?: boolean;
  /** The lengths of packed rows, ascending, that batches will have. */
  readonly rowLengths?: readonly number[] | undefined;
}

/** A {@link TrainingStep} on labelled texts. The model and the prefix stay the caller's. */
export class FineTuningStep {
  readonly #step: TrainingStep;
  readonly #prefix: StepPrefix | undefined;
  readonly #hasDropout: boolean;

  /** @throws {UserError} if layers are to be run again, and the model or the engine has no way to */
  constructor({
    model,
    kind,
    prefix,
    gradientCheckpointing = false,
    rowLengths = [],
    ...options
  }: FineTuningStepOptions) {
    if (gradientCheckpointing) requireCheckpointing(model);
    const recomputeFor = gradientCheckpointing ? options.trainable : undefined;
    this.#prefix = prefix;
    this.#hasDropout = options.hasDropout;
    const numLowerLayers = prefix?.numLayers;
    this.#step = new TrainingStep({
      ...options,
      freeSizes: servesAllLengths(model) ? sizesOfBatches(rowLengths) : undefined,
      loss: (batch, dropout) => {
        const inputs = batch as BatchInputs;
        const ofTokens = dropout.of(inputs.tokenKeys);
        const losses = predictionLosses({ model, kind, numLowerLayers, recomputeFor }, inputs, ofTokens);
        return meanLoss(losses, inputs.weights);
      },
    });
  }

  /** Number of compiled functions so far. */
  get numFunctions(): number {
    return this.#step.numFunctions;
  }

  /** The ops of each compiled function. */
  get operations(): readonly (readonly OperationRecord[])[] {
    return this.#step.operations;
  }

  /**
   * Takes one optimiser step on one or more micro-batches.
   *
   * @param batches the micro-batches whose gradients are accumulated
   */
  run(batches: readonly Batch[], learningRate: number, mode: AccumulationMode = 'mean'): StepReport {
    const prefix = this.#prefix;
    const inputs = batches.map((batch) => ({
      ...toInputs(batch),
      ...(this.#hasDropout && { tokenKeys: toTokenKeys(batch) }),
      ...(prefix !== undefined && { lowerStates: prefix.states(batch) }),
    }));
    return this.#step.run(inputs, learningRate, accumulationWeights(mode, batches));
  }

  /** See `TrainingStep.finish`. */
  finish(): void {
    this.#step.finish();
  }

  /** See `TrainingStep.state`. */
  state(): StepState {
    return this.#step.state();
  }

  /**
   * See `TrainingStep.resume`. The output of the frozen layers, which without steady rows depends to the last bit on the other
   * texts of a batch, is made of the batches that it was first made of.
   *
   * @param firstBatches those of the first epoch that the steps have behind them
   * @throws {UserError} if the state is of another training
   */
  resume(state: Parameters<TrainingStep['resume']>[0], firstBatches: Iterable<Batch>): void {
    this.#step.resume(state);
    if (this.#prefix === undefined) return;
    for (const batch of firstBatches) this.#prefix.prepare(batch);
  }

  dispose(): void {
    this.#step.dispose();
  }
}

/** Whether one compiled step serves packed rows of all lengths: not that of a model which reads how long the longest text is. */
export function servesAllLengths(model: Pick<Model, 'readsLongestText'>): boolean {
  return model.readsLongestText !== true;
}

/** How many tokens packed rows have, and at how many of them a language model predicts one. */
function sizesOfBatches(rowLengths: readonly number[]): readonly FreeSize[] {
  return [
    { of: ({ inputIds }) => inputIds?.shape[1], ranges: sizeRanges(rowLengths) },
    { of: ({ positions }) => positions?.shape[0], ranges: sizeRanges(rowLengths.flatMap(placeCounts)) },
  ];
}

function requireCheckpointing({ family, canRecompute = false }: Model): void {
  requireRecomputation();
  if (canRecompute) return;
  throw new UserError(
    `Expected a model whose layers can be run again in the backward pass, got a ${family} model. Leave gradientCheckpointing out.`,
  );
}
