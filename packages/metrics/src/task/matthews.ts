import { sum } from '../numbers.ts';
import { type ClassCounts, countClasses } from './class-counts.ts';

/**
 * Matthews' correlation coefficient, −1 to 1, for any number of classes: with c correct of s examples, and
 * t_k labelled and p_k predicted to be of class k,
 *
 *     (c s − Σ t_k p_k) / √((s² − Σ p_k²) (s² − Σ t_k²))
 *
 * 0 when all labels or all predictions are of one class. Equal to scikit-learn's `matthews_corrcoef`.
 *
 * @see Gorodkin 2004
 */
export function matthews(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return matthewsOfCounts(countClasses(labels, predictions), labels.length);
}

/** The same, of the counts of some examples. */
export function matthewsOfCounts(byClass: ClassCounts, examples: number): number {
  const counts = [...byClass.values()];
  const covariance =
    sum(counts.map(({ correct }) => correct)) * examples - sum(counts.map((k) => k.labelled * k.predicted));
  const spreadOfPredictions = examples ** 2 - sum(counts.map(({ predicted }) => predicted ** 2));
  const spreadOfLabels = examples ** 2 - sum(counts.map(({ labelled }) => labelled ** 2));
  const scale = Math.sqrt(spreadOfPredictions) * Math.sqrt(spreadOfLabels);
  return scale === 0 ? 0 : covariance / scale;
}
