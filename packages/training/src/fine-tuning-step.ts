import {
  compile,
  type CompiledStep,
  Dropout,
  type NamedTensors,
  type Parameter,
  type Tensor,
  tf,
  valueAndGradients,
  Variable,
} from '@lamella/core/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { AdamW, type AdamWConfig } from './adamw.ts';
import { type BatchInputs, toInputs } from './batch-inputs.ts';
import { clipGradients } from './clip-gradients.ts';
import { exampleLosses, meanLoss, type TaskKind } from './losses.ts';

/** What one optimiser step of fine-tuning needs to know. */
export interface FineTuningStepOptions {
  readonly model: Model;
  readonly trainable: readonly Parameter[];
  readonly kind: TaskKind;
  readonly adamw: AdamWConfig;
  /** Gradients are clipped to this norm; 0 switches it off. */
  readonly maxGradNorm: number;
  /** Of dropout. */
  readonly seed: number;
  /** Without dropout, a step is a function of the batch alone. */
  readonly hasDropout: boolean;
  readonly isEager?: boolean;
}

/** How the gradients of several micro-batches become one: their mean, or their sum as transformers 4.46 had it. */
export type AccumulationMode = 'mean' | 'sum';

/** What a step reports. */
export interface StepReport {
  /** Mean of the micro-batches' mean losses. */
  readonly loss: number;
  /** Norm of all gradients before clipping. */
  readonly gradNorm: number;
}

interface StepInputs extends BatchInputs {
  readonly seed: Tensor;
  readonly scale: Tensor;
}

interface UpdateInputs extends StepInputs {
  readonly learningRate: Tensor;
  readonly stepSize: Tensor;
  readonly epsilon: Tensor;
}

/**
 * The whole training step as compiled functions: forward, backward, accumulation over micro-batches, clipping and AdamW.
 * Batches go in, two numbers come out. Owns the optimiser's state; the model and its parameters stay the caller's.
 */
export class FineTuningStep {
  readonly #options: FineTuningStepOptions;
  readonly #optimizer: AdamW;
  /** Gradients of the micro-batches so far, from the first step that accumulates on. */
  #sums: readonly Variable[] = [];
  readonly #accumulate: CompiledStep<StepInputs, NamedTensors>;
  readonly #update: CompiledStep<UpdateInputs, { readonly loss: Tensor; readonly gradNorm: Tensor }>;
  readonly #updateFromSums: CompiledStep<UpdateInputs, { readonly loss: Tensor; readonly gradNorm: Tensor }>;
  #numSteps = 0;
  #numMicroSteps = 0;

  constructor(options: FineTuningStepOptions) {
    this.#options = options;
    this.#optimizer = new AdamW(options.trainable, options.adamw);
    const isEager = options.isEager ?? false;
    this.#accumulate = compile((inputs) => this.#runAccumulate(inputs), { name: 'accumulate', isEager });
    this.#update = compile((inputs) => this.#runUpdate(inputs, false), { name: 'train', isEager });
    this.#updateFromSums = compile((inputs) => this.#runUpdate(inputs, true), {
      name: 'train-accumulated',
      isEager,
    });
  }

  /** Number of compiled functions so far. */
  get numFunctions(): number {
    return this.#accumulate.numFunctions + this.#update.numFunctions + this.#updateFromSums.numFunctions;
  }

  /**
   * Takes one optimiser step on one or more micro-batches.
   *
   * @param batches the micro-batches whose gradients are accumulated
   */
  run(batches: readonly Batch[], learningRate: number, mode: AccumulationMode = 'mean'): StepReport {
    const scale = mode === 'mean' ? 1 / batches.length : 1;
    if (batches.length > 1 && this.#sums.length === 0) {
      this.#sums = this.#options.trainable.map(({ name, shape }) => new Variable(`${name}/gradient`, shape));
    }
    const losses = batches.slice(0, -1).map((batch) => this.#runMicroBatch(batch, scale));
    const last = batches.at(-1);
    if (last === undefined) throw new Error('Expected at least one micro-batch, got none');
    const report = this.#runLast(last, { scale, learningRate, hasSums: losses.length > 0 });
    const sum = [...losses, report.loss].reduce((a, b) => a + b, 0);
    return { loss: sum / batches.length, gradNorm: report.gradNorm };
  }

  dispose(): void {
    this.#accumulate.dispose();
    this.#update.dispose();
    this.#updateFromSums.dispose();
    this.#optimizer.dispose();
    for (const sum of this.#sums) sum.dispose();
  }

  #runMicroBatch(batch: Batch, scale: number): number {
    const inputs = { ...toInputs(batch), ...this.#stepInputs(scale) };
    return readScalars(this.#accumulate.run(inputs), inputs)['loss'] ?? NaN;
  }

  #runLast(batch: Batch, options: { scale: number; learningRate: number; hasSums: boolean }): StepReport {
    this.#numSteps += 1;
    const numbers = this.#optimizer.stepNumbers(options.learningRate, this.#numSteps);
    const inputs = {
      ...toInputs(batch),
      ...this.#stepInputs(options.scale),
      learningRate: tf.scalar(numbers.learningRate),
      stepSize: tf.scalar(numbers.stepSize),
      epsilon: tf.scalar(numbers.epsilon),
    };
    const step = options.hasSums ? this.#updateFromSums : this.#update;
    const { loss = NaN, gradNorm = NaN } = readScalars(step.run(inputs), inputs);
    return { loss, gradNorm };
  }

  #stepInputs(scale: number): { readonly seed: Tensor; readonly scale: Tensor } {
    this.#numMicroSteps += 1;
    return { seed: tf.tensor1d([this.#options.seed, this.#numMicroSteps], 'int32'), scale: tf.scalar(scale) };
  }

  #gradients(inputs: StepInputs): { readonly value: Tensor; readonly gradients: readonly Tensor[] } {
    const { model, kind, trainable, hasDropout } = this.#options;
    return valueAndGradients(() => {
      const { logits } = model.forward(inputs, hasDropout ? new Dropout(inputs.seed) : new Dropout());
      return meanLoss(exampleLosses(kind, logits, inputs.labels), inputs.weights);
    }, trainable);
  }

  #runAccumulate(inputs: StepInputs): NamedTensors {
    const { value, gradients } = this.#gradients(inputs);
    this.#sums.forEach((sum, i) => sum.assignAdd(tf.mul(gradients[i] as Tensor, inputs.scale)));
    return { loss: value };
  }

  #runUpdate(inputs: UpdateInputs, hasSums: boolean): { readonly loss: Tensor; readonly gradNorm: Tensor } {
    const { value, gradients } = this.#gradients(inputs);
    const scaled = gradients.map((gradient) => tf.mul(gradient, inputs.scale));
    const sums = hasSums
      ? scaled.map((gradient, i) => tf.add(gradient, (this.#sums[i] as Variable).read()))
      : scaled;
    const clipped = clipGradients(sums, this.#options.maxGradNorm);
    this.#optimizer.update(clipped.gradients, inputs);
    if (hasSums) for (const sum of this.#sums) sum.fillWithZeros();
    return { loss: value, gradNorm: clipped.norm };
  }
}

/** Reads a step's scalars, and frees its inputs and outputs. */
function readScalars(outputs: NamedTensors, inputs: NamedTensors): Record<string, number> {
  const values = Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]) => [name, tensor.dataSync()[0] ?? NaN]),
  );
  tf.dispose([...Object.values(outputs), ...Object.values(inputs)]);
  return values;
}
