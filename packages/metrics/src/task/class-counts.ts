import { UserError } from '@lamella/core';

/** How often one class was meant and said. */
export interface ClassCount {
  /** Examples of this class. */
  labelled: number;
  /** Examples predicted to be of this class. */
  predicted: number;
  /** Examples that are both. */
  correct: number;
}

/** Counts of classes by their index. */
export type ClassCounts = ReadonlyMap<number, Readonly<ClassCount>>;

/** Counts of every class that occurs in the labels or the predictions, by class index. */
export function countClasses(labels: ArrayLike<number>, predictions: ArrayLike<number>): ClassCounts {
  checkPairs(labels, predictions);
  const counts = new Map<number, ClassCount>();
  const countOf = (label: number): ClassCount => {
    const known = counts.get(label);
    if (known !== undefined) return known;
    const count = { labelled: 0, predicted: 0, correct: 0 };
    counts.set(label, count);
    return count;
  };
  for (let i = 0; i < labels.length; i++) {
    const [meant, said] = [labels[i] ?? NaN, predictions[i] ?? NaN];
    countOf(meant).labelled++;
    countOf(said).predicted++;
    if (meant === said) countOf(meant).correct++;
  }
  return counts;
}

/** Checks that there is one prediction for each of at least one example. */
export function checkPairs(labels: ArrayLike<number>, predictions: ArrayLike<number>): void {
  if (labels.length !== predictions.length) {
    throw new RangeError(
      `Expected one prediction per label, got ${labels.length} labels and ${predictions.length} predictions`,
    );
  }
  if (labels.length === 0) throw new UserError('Expected at least one example to score, got none.');
}
