import { mean, sum } from '../numbers.ts';
import { checkPairs } from './class-counts.ts';

/**
 * Pearson's correlation coefficient, −1 to 1. NaN when the labels or the predictions are all equal, or there is
 * only one: it is undefined there. Equal to SciPy's `pearsonr`.
 */
export function pearson(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkPairs(labels, predictions);
  const [x, y] = [Array.from(labels), Array.from(predictions)];
  if (isConstant(x) || isConstant(y)) return NaN;
  const [dx, dy] = [deviations(x), deviations(y)];
  const correlation =
    innerProduct(dx, dy) / (Math.sqrt(innerProduct(dx, dx)) * Math.sqrt(innerProduct(dy, dy)));
  return Math.max(-1, Math.min(1, correlation));
}

/**
 * Spearman's rank correlation, −1 to 1: Pearson's correlation of the ranks, where equal values share the mean of
 * their ranks. NaN where Pearson's is. Equal to SciPy's `spearmanr`.
 */
export function spearman(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return pearson(ranks(labels), ranks(predictions));
}

/** The rank of every value, 1 for the smallest; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): number[] {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const rankOf = new Map<number, number>();
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const value = sorted[start] as number;
    while (sorted[end] === value) end++;
    rankOf.set(value, (start + 1 + end) / 2);
  }
  return Array.from(values, (value) => rankOf.get(value) ?? NaN);
}

function deviations(values: readonly number[]): number[] {
  const centre = mean(values);
  return values.map((value) => value - centre);
}

function innerProduct(x: readonly number[], y: readonly number[]): number {
  return sum(x.map((value, i) => value * (y[i] ?? NaN)));
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}
