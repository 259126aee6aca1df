import type { ScoreMetric } from '@lamella/metrics';

/** When a training ends before its last epoch. */
export interface EarlyStoppingSettings {
  /** Evaluations in a row without improvement after which it ends. */
  readonly patience: number;
  /** The amount by which a score must exceed the best one to count as an improvement. @default 0 */
  readonly minDelta?: number;
}

/** The best of some scores. */
export interface BestScore {
  readonly score: number;
  /** Counted from 1. */
  readonly epoch: number;
}

/** What early stopping knows of the epochs so far. */
export interface EarlyStoppingState {
  readonly best?: BestScore;
  readonly numEpochs: number;
  /** Evaluations in a row without improvement. */
  readonly numWithout: number;
}

/**
 * Follows a score from epoch to epoch, and says when there has been no improvement for `patience` evaluations. As transformers'
 * `EarlyStoppingCallback` has it, the best score rises with each gain, and one of at most `minDelta` counts as none: a score that
 * creeps up ends the training too. A score that is NaN is no improvement, and never the best.
 *
 * @see transformers 5.24.0, `trainer_callback.py` (`EarlyStoppingCallback`) and `trainer.py` (`_determine_best_metric`)
 */
export class EarlyStopping {
  readonly #patience: number;
  readonly #minDelta: number;
  #best: BestScore | undefined;
  #numEpochs = 0;
  #numWithout = 0;

  constructor({ patience, minDelta = 0 }: EarlyStoppingSettings) {
    this.#patience = patience;
    this.#minDelta = minDelta;
  }

  /** The first of the best scores so far; undefined until one is a number. */
  get best(): BestScore | undefined {
    return this.#best;
  }

  /** Takes the score of the next epoch. @returns whether the training ends */
  offer(score: number, better: ScoreMetric['better'] = 'higher'): boolean {
    const isFirst = this.#numEpochs++ === 0;
    const gain = this.#gainOf(score, better === 'higher' ? 1 : -1);
    this.#numWithout = isFirst || gain > this.#minDelta ? 0 : this.#numWithout + 1;
    if (gain > 0) this.#best = { score, epoch: this.#numEpochs };
    return this.#numWithout >= this.#patience;
  }

  /** What it knows of the epochs so far. */
  state(): EarlyStoppingState {
    const [best, numEpochs, numWithout] = [this.#best, this.#numEpochs, this.#numWithout];
    return { ...(best && { best }), numEpochs, numWithout };
  }

  /** Takes what {@link state} gave. */
  resume({ best, numEpochs, numWithout }: EarlyStoppingState): void {
    [this.#best, this.#numEpochs, this.#numWithout] = [best, numEpochs, numWithout];
  }

  #gainOf(score: number, sign: 1 | -1): number {
    if (this.#best !== undefined) return sign * (score - this.#best.score);
    return sign * score > -Infinity ? Infinity : 0;
  }
}
