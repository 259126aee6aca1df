/** The weights that a trial is scored with in the end. */
export interface FinalWeights {
  /** Whether they are those that the last epoch ended with, which were scored then. Default: false. */
  readonly areOfLastEpoch?: boolean;
}

/** A scoring of the same examples after every epoch and in the end. */
export interface ScoredTwice<T> {
  afterEpoch(): T;
  /** The score after the last epoch, where the weights are those and there was one; otherwise it is taken now. */
  atEnd(weights?: FinalWeights): T;
}

/** Remembers the score after an epoch, so that weights that have not changed since are not scored again. */
export function scoreOnce<T>(score: () => T): ScoredTwice<T> {
  let last: { readonly value: T } | undefined;
  return {
    afterEpoch: () => {
      last = { value: score() };
      return last.value;
    },
    atEnd: ({ areOfLastEpoch = false } = {}) => (areOfLastEpoch && last ? last.value : score()),
  };
}
