import {
  compile,
  type CompiledStep,
  Dropout,
  type FreeSize,
  type MatmulPrecision,
  type NamedTensors,
  type OperationRecord,
  type Parameter,
  type Tensor,
  tf,
  valueAndGradients,
  Variable,
} from '@lamella/engine';
import { evenWeights, type MicroBatchWeights } from './accumulation.ts';
import { AdamW, type AdamWConfig } from './adamw.ts';
import { clipGradients } from './clip-gradients.ts';
import { requireFiniteLoss, requireFiniteWeights } from './require-finite.ts';
import { type HostTensors, putValues, readValues, type StoredValue } from './stored-values.ts';

/** Options of an optimiser step. */
export interface TrainingStepOptions {
  readonly trainable: readonly Parameter[];
  /** The mean loss of a batch, a scalar. */
  readonly loss: (batch: NamedTensors, dropout: Dropout) => Tensor;
  readonly adamw: AdamWConfig;
  /** Gradients are clipped to this norm; 0 switches it off. */
  readonly maxGradNorm: number;
  /** Of dropout. */
  readonly seed: number;
  /** Without dropout, a step is a function of the batch alone. */
  readonly hasDropout: boolean;
  /** Type in which matrix products are computed; sums, adapters and the optimiser are float32. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision;
  /** Sizes of the batches for which no functions of their own are compiled. */
  readonly freeSizes?: readonly FreeSize[] | undefined;
  readonly isEager?: boolean;
}

/** The report of a step. */
export interface StepReport {
  /** The micro-batches' mean losses, weighted: their mean unless said otherwise. */
  readonly loss: number;
  /** Norm of all gradients before clipping. */
  readonly gradNorm: number;
}

/** What the steps to come depend on, besides their inputs. */
export interface StepState {
  readonly tensors: HostTensors;
  /** Micro-batches so far, which seed dropout. */
  readonly microSteps: number;
}

type Scalars = Readonly<Record<'loss' | 'gradNorm', Tensor>>;

interface UpdateNumbers {
  readonly scale: number;
  readonly learningRate: number;
  readonly hasSums: boolean;
}

/**
 * The whole training step as compiled functions: forward, backward, accumulation over micro-batches, clipping and AdamW.
 * Batches go in, two numbers come out. Owns the optimiser's state; the parameters stay the caller's.
 */
export class TrainingStep {
  readonly #options: TrainingStepOptions;
  readonly #optimizer: AdamW;
  readonly #accumulate: CompiledStep<NamedTensors, { readonly loss: Tensor }>;
  readonly #update: CompiledStep<NamedTensors, Scalars>;
  readonly #updateFromSums: CompiledStep<NamedTensors, Scalars>;
  /** Gradients of the micro-batches so far, from the first step that accumulates on. */
  #sums: readonly Variable[] = [];
  #numSteps = 0;
  #learningRate = 0;
  #numMicroSteps = 0;

  constructor(options: TrainingStepOptions) {
    this.#options = options;
    this.#optimizer = new AdamW(options.trainable, options.adamw);
    const { isEager = false, matmulPrecision = 'float32', freeSizes } = options;
    const how = { isEager, matmulPrecision, freeSizes };
    this.#accumulate = compile((inputs) => this.#runAccumulate(inputs), { name: 'accumulate', ...how });
    this.#update = compile((inputs) => this.#runUpdate(inputs, []), { name: 'train', ...how });
    this.#updateFromSums = compile((inputs) => this.#runUpdate(inputs, this.#sums), {
      name: 'train-accumulated',
      ...how,
    });
  }

  /** Number of compiled functions so far. */
  get numFunctions(): number {
    return this.#accumulate.numFunctions + this.#update.numFunctions + this.#updateFromSums.numFunctions;
  }

  /** The ops of each compiled function. */
  get operations(): readonly (readonly OperationRecord[])[] {
    return [this.#accumulate, this.#update, this.#updateFromSums].flatMap((step) => step.operations);
  }

  /**
   * Takes one optimiser step on one or more micro-batches.
   *
   * @param batches the micro-batches whose gradients are accumulated; their tensors are taken over
   * @param weights what each of them counts; the same unless given
   * @throws UserError if the loss is not finite
   */
  run(
    batches: readonly NamedTensors[],
    learningRate: number,
    weights: MicroBatchWeights = evenWeights(batches.length),
  ): StepReport {
    const last = batches.at(-1);
    if (last === undefined) throw new Error('Expected at least one micro-batch, got none');
    const hasSums = batches.length > 1;
    if (hasSums && this.#sums.length === 0) {
      this.#sums = this.#options.trainable.map(({ name, shape }) => new Variable(`${name}/gradient`, shape));
    }
    const scaleOf = (i: number): number => weights.gradients[i] ?? NaN;
    const losses = batches.slice(0, -1).map((batch, i) => this.#accumulateBatch(batch, scaleOf(i)));
    const scale = scaleOf(batches.length - 1);
    const { loss, gradNorm } = this.#updateOn(last, { scale, learningRate, hasSums });
    const weighted = [...losses, loss].map((value, i) => value * (weights.losses[i] ?? NaN));
    const mean = weighted.reduce((a, b) => a + b, 0);
    this.#learningRate = learningRate;
    requireFiniteLoss(mean, { step: this.#numSteps, learningRate });
    return { loss: mean, gradNorm };
  }

  /**
   * To be called after the last step of an epoch: no loss tells of its update yet.
   *
   * @throws UserError if a weight is not finite
   */
  finish(): void {
    requireFiniteWeights(this.#options.trainable, { step: this.#numSteps, learningRate: this.#learningRate });
  }

  /** The trained weights, the optimiser's moments, and the micro-batches so far: what the next step depends on. */
  state(): StepState {
    return { microSteps: this.#numMicroSteps, tensors: new Map(readValues(this.#values())) };
  }

  /**
   * Goes on from what {@link state} gave.
   *
   * @param state.steps optimiser steps that it has behind it
   * @throws {UserError} if a tensor is missing or of another shape
   */
  resume({ steps, microSteps, tensors }: StepState & { readonly steps: number }): void {
    putValues(this.#values(), tensors);
    this.#numSteps = steps;
    this.#numMicroSteps = microSteps;
  }

  #values(): readonly StoredValue[] {
    return [...this.#options.trainable, ...this.#optimizer.moments];
  }

  dispose(): void {
    this.#accumulate.dispose();
    this.#update.dispose();
    this.#updateFromSums.dispose();
    this.#optimizer.dispose();
    for (const sum of this.#sums) sum.dispose();
  }

  #accumulateBatch(batch: NamedTensors, scale: number): number {
    const inputs = { ...batch, ...this.#stepInputs(scale) };
    return readScalars(this.#accumulate.run(inputs), inputs).loss;
  }

  #updateOn(
    batch: NamedTensors,
    { scale, learningRate, hasSums }: UpdateNumbers,
  ): { loss: number; gradNorm: number } {
    this.#numSteps += 1;
    const numbers = this.#optimizer.stepNumbers(learningRate, this.#numSteps);
    const inputs = {
      ...batch,
      ...this.#stepInputs(scale),
      learningRate: tf.scalar(numbers.learningRate),
      stepSize: tf.scalar(numbers.stepSize),
      epsilon: tf.scalar(numbers.epsilon),
    };
    return readScalars((hasSums ? this.#updateFromSums : this.#update).run(inputs), inputs);
  }

  #stepInputs(scale: number): { readonly seed: Tensor; readonly scale: Tensor } {
    this.#numMicroSteps += 1;
    return { seed: tf.tensor1d([this.#options.seed, this.#numMicroSteps], 'int32'), scale: tf.scalar(scale) };
  }

  #gradients(inputs: NamedTensors): { readonly value: Tensor; readonly gradients: readonly Tensor[] } {
    const { loss, trainable, hasDropout } = this.#options;
    const { value, gradients } = valueAndGradients(
      () => loss(inputs, hasDropout ? new Dropout(inputs['seed']) : new Dropout()),
      trainable,
    );
    const scale = inputs['scale'] as Tensor;
    return { value, gradients: gradients.map((gradient) => tf.mul(gradient, scale)) };
  }

  #runAccumulate(inputs: NamedTensors): { readonly loss: Tensor } {
    const { value, gradients } = this.#gradients(inputs);
    this.#sums.forEach((sum, i) => sum.assignAdd(gradients[i] as Tensor));
    return { loss: value };
  }

  #runUpdate(inputs: NamedTensors, sums: readonly Variable[]): Scalars {
    const { value, gradients } = this.#gradients(inputs);
    const total = gradients.map((gradient, i) => addSum(gradient, sums[i]));
    const clipped = clipGradients(total, this.#options.maxGradNorm);
    const { learningRate, stepSize, epsilon } = inputs as Record<
      'learningRate' | 'stepSize' | 'epsilon',
      Tensor
    >;
    this.#optimizer.update(clipped.gradients, { learningRate, stepSize, epsilon });
    for (const sum of sums) sum.fillWithZeros();
    return { loss: value, gradNorm: clipped.norm };
  }
}

function addSum(gradient: Tensor, sum: Variable | undefined): Tensor {
  return sum === undefined ? gradient : tf.add(gradient, sum.read());
}

/** Reads a step's scalars, and frees its inputs and outputs. */
function readScalars<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  inputs: NamedTensors,
): Record<Name, number> {
  const entries = Object.entries<Tensor>(outputs).map(
    ([name, tensor]) => [name, tensor.dataSync()[0] ?? NaN] as const,
  );
  tf.dispose([...Object.values<Tensor>(outputs), ...Object.values(inputs)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
