import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { toFloat32 } from '@lamella/files';
import type { ScoreMetric } from '@lamella/metrics';
import { findTensor, type HostTensors, hostTensorOf } from './stored-values.ts';

/** The best weights of a training so far. */
export interface BestState {
  /** Their score, as a number that is the better the higher it is; absent if none was a number. */
  readonly height?: number | undefined;
  readonly tensors: HostTensors;
}

/** Keeps a copy of the weights with the best score so far; of equal scores the first. */
export class BestWeights {
  readonly #parameters: readonly Parameter[];
  /** The best one, as a number that is the better the higher it is. */
  #height = -Infinity;
  #weights: readonly Tensor[] = [];

  constructor(parameters: readonly Parameter[]) {
    this.#parameters = parameters;
  }

  /** Copies the weights if their score is the best so far. */
  offer(score: number, better: ScoreMetric['better'] = 'higher'): void {
    const height = better === 'higher' ? score : -score;
    if (!(height > this.#height)) return;
    this.dispose();
    this.#height = height;
    this.#weights = this.#parameters.map((parameter) => parameter.read());
  }

  /** Puts the best weights back; without effect if no score was a number. */
  restore(): void {
    this.#weights.forEach((weight, i) => this.#parameters[i]?.assign(weight));
  }

  /** The best weights so far, and their score. */
  state(): BestState {
    if (this.#weights.length === 0) return { tensors: new Map() };
    const tensors = this.#weights.map(
      (weight, i) =>
        [
          nameOf(this.#parameters[i]),
          hostTensorOf({ shape: weight.shape, read: () => weight.clone() }),
        ] as const,
    );
    return { height: this.#height, tensors: new Map(tensors) };
  }

  /**
   * Takes what {@link state} gave.
   *
   * @throws {UserError} if a weight is missing or of another shape
   */
  resume({ tensors, height }: BestState): void {
    if (height === undefined) return;
    const found = this.#parameters.map((one) => findTensor(tensors, nameOf(one), one.shape));
    this.dispose();
    this.#height = height;
    this.#weights = found.map((tensor) => tf.tensor(toFloat32(tensor), [...tensor.shape]));
  }

  /** Frees the copy. */
  dispose(): void {
    for (const weight of this.#weights) weight.dispose();
    this.#weights = [];
  }
}

/** The name of a parameter's best value in a state. */
function nameOf(parameter: Parameter | undefined): string {
  return `${parameter?.name}/best`;
}
