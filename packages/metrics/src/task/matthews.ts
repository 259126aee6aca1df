import { sum } from '../numbers.ts';
import { countClasses } from './class-counts.ts';

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
  const counts = [...countClasses(labels, predictions).values()];
  const sums = {
    correct: sum(counts.map(({ correct }) => correct)),
    products: sum(counts.map(({ labelled, predicted }) => labelled * predicted)),
    squaresOfPredicted: sum(counts.map(({ predicted }) => predicted ** 2)),
    squaresOfLabelled: sum(counts.map(({ labelled }) => labelled ** 2)),
  };
  return matthewsOfSums(sums, labels.length);
}

/** Sums over classes: c, Σ t_k p_k, Σ p_k² and Σ t_k². */
export interface ClassSums {
  readonly correct: number;
  readonly products: number;
  readonly squaresOfPredicted: number;
  readonly squaresOfLabelled: number;
}

/** The same, of sums over the classes of s examples. */
export function matthewsOfSums(sums: ClassSums, examples: number): number {
  const covariance = sums.correct * examples - sums.products;
  const spreadOfPredictions = examples ** 2 - sums.squaresOfPredicted;
  const spreadOfLabels = examples ** 2 - sums.squaresOfLabelled;
  const scale = Math.sqrt(spreadOfPredictions) * Math.sqrt(spreadOfLabels);
  return scale === 0 ? 0 : covariance / scale;
}
