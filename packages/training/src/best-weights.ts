import type { Parameter, Tensor } from '@lamella/engine';
import type { ScoreMetric } from '@lamella/metrics';

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

  /** Frees the copy. */
  dispose(): void {
    for (const weight of this.#weights) weight.dispose();
    this.#weights = [];
  }
}
