/** How often the state of a training is written: after seconds, or after steps. */
export type Pace = { readonly everySeconds: number } | { readonly everySteps: number };

/** Writing takes at most this part of the training's time. */
const largestShare = 0.01;

/** What a first one is expected to cost: a slow disk's speed, and some time for flushing. */
const expected = { bytesPerSecond: 1e8, seconds: 0.05 };

/** A place between two steps. */
export interface PacePlace {
  /** Steps so far. */
  readonly step: number;
  /** Whether an evaluation comes next, which would be all that a kill in it repeats. */
  readonly isEpochEnd: boolean;
  /** Bytes of a state. */
  readonly numBytes: number;
}

/**
 * Says when a state is due: `everySeconds` after the last one, and before the evaluation of an epoch, but never so often that writing
 * takes more than a hundredth of the time. With `everySteps` it is due then, whatever it costs.
 */
export class CheckpointPace {
  readonly #pace: Pace;
  readonly #now: () => number;
  #since: number;
  #lastStep = 0;
  #seconds: number | undefined;

  /** @param now seconds, of a clock that nobody sets */
  constructor(pace: Pace, now = (): number => performance.now() / 1000) {
    this.#pace = pace;
    this.#now = now;
    this.#since = now();
  }

  isDue({ step, isEpochEnd, numBytes }: PacePlace): boolean {
    if ('everySteps' in this.#pace) return step - this.#lastStep >= this.#pace.everySteps;
    const cost = this.#seconds ?? expected.seconds + numBytes / expected.bytesPerSecond;
    const elapsed = this.#now() - this.#since;
    return elapsed >= cost / largestShare && (isEpochEnd || elapsed >= this.#pace.everySeconds);
  }

  /** To be told when one was written, or couldn't be. */
  written(step: number, seconds: number): void {
    this.#seconds = seconds;
    this.#since = this.#now();
    this.#lastStep = step;
  }
}
