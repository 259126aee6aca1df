import { mean, sum } from '../numbers.ts';
import { accuracy } from './accuracy.ts';
import { type ClassCount, countClasses } from './class-counts.ts';

/**
 * F1 of class 1 of two: the harmonic mean of precision and recall, `2 TP / (labelled + predicted)`.
 * 0 when class 1 is neither labelled nor predicted. Equal to scikit-learn's `f1_score`.
 *
 * @throws RangeError if a label or a prediction is neither 0 nor 1
 */
export function f1(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const counts = countClasses(labels, predictions);
  requireBinary([...counts.keys()]);
  const positive = counts.get(1);
  return positive === undefined ? 0 : f1OfClass(positive);
}

/** @throws RangeError for a class that is neither 0 nor 1 */
export function requireBinary(classes: readonly number[]): void {
  const stranger = classes.find((label) => label !== 0 && label !== 1);
  if (stranger !== undefined)
    throw new RangeError(`Expected classes 0 and 1 for binary F1, got class ${stranger}`);
}

/** The mean of the F1 of every class that is labelled or predicted, each counted alike. */
export function macroF1(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return mean([...countClasses(labels, predictions).values()].map(f1OfClass));
}

/** The mean of the F1 of every class, weighted by how often it is labelled. */
export function weightedF1(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const counts = [...countClasses(labels, predictions).values()];
  return sum(counts.map((count) => f1OfClass(count) * count.labelled)) / labels.length;
}

/** F1 of all classes' decisions pooled: with one label per example it equals the accuracy. */
export function microF1(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return accuracy(labels, predictions);
}

/** F1 of one class against all others; NaN where it is neither labelled nor predicted. */
export function f1OfClass({ labelled, predicted, correct }: Readonly<ClassCount>): number {
  return (2 * correct) / (labelled + predicted);
}
