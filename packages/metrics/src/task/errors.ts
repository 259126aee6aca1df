import { mean } from '../numbers.ts';
import { checkPairs } from './class-counts.ts';

/** The mean of squared differences, in the square of the labels' unit; 0 for perfect predictions. Equal to scikit-learn's `mean_squared_error`. */
export function meanSquaredError(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return mean(differences(labels, predictions).map((difference) => difference ** 2));
}

/** The root of the {@link meanSquaredError}, in the labels' unit. Equal to scikit-learn's `root_mean_squared_error`. */
export function rootMeanSquaredError(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return Math.sqrt(meanSquaredError(labels, predictions));
}

/** The mean of absolute differences, in the labels' unit. Equal to scikit-learn's `mean_absolute_error`. */
export function meanAbsoluteError(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return mean(differences(labels, predictions).map(Math.abs));
}

function differences(labels: ArrayLike<number>, predictions: ArrayLike<number>): number[] {
  checkPairs(labels, predictions);
  return Array.from(labels, (label, i) => (predictions[i] ?? NaN) - label);
}
