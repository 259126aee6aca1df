import type { OperationRecord } from '@lamella/core/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type BatchInputs, toInputs } from './batch-inputs.ts';
import { type AccumulationMode, accumulationWeights } from './accumulation.ts';
import type { FrozenPrefix } from './frozen-prefix.ts';
import { meanLoss, predictionLosses, type TaskKind } from './losses.ts';
import { type StepReport, TrainingStep, type TrainingStepOptions } from './training-step.ts';

/** What a step of fine-tuning needs to know. */
export interface FineTuningStepOptions extends Omit<TrainingStepOptions, 'loss'> {
  readonly model: Model;
  readonly kind: TaskKind;
  /** What gives the output of the frozen lowest layers, which the step then doesn't run. */
  readonly prefix?: FrozenPrefix | undefined;
}

/** A {@link TrainingStep} on labelled texts. The model and the prefix stay the caller's. */
export class FineTuningStep {
  readonly #step: TrainingStep;
  readonly #prefix: FrozenPrefix | undefined;

  constructor({ model, kind, prefix, ...options }: FineTuningStepOptions) {
    this.#prefix = prefix;
    const numLowerLayers = prefix?.numLayers;
    this.#step = new TrainingStep({
      ...options,
      loss: (batch, dropout) => {
        const inputs = batch as BatchInputs;
        return meanLoss(predictionLosses({ model, kind, numLowerLayers }, inputs, dropout), inputs.weights);
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
    const inputs = batches.map((batch) =>
      prefix === undefined ? toInputs(batch) : { ...toInputs(batch), lowerStates: prefix.states(batch) },
    );
    return this.#step.run(inputs, learningRate, accumulationWeights(mode, batches));
  }

  dispose(): void {
    this.#step.dispose();
  }
}
