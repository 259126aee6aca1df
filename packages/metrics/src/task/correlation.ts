import { checkPairs } from './class-counts.ts';

/**
 * Pearson's correlation coefficient, −1 to 1. NaN when the labels or the predictions are all equal, or there is
 * only one: it is undefined there. Equal to SciPy's `pearsonr`.
 */
export function pearson(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkPairs(labels, predictions);
  const rows = Int32Array.from({ length: labels.length }, (_, row) => row);
  return pearsonOfRows(toFloats(labels), toFloats(predictions), rows);
}

/** The same of some rows, which may be there several times. */
export function pearsonOfRows(x: Float64Array, y: Float64Array, rows: Int32Array): number {
  const { length } = rows;
  const [firstX, firstY] = [x[rows[0] as number] as number, y[rows[0] as number] as number];
  let [isConstantX, isConstantY] = [true, true];
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < length; i++) {
    const row = rows[i] as number;
    sumX += x[row] as number;
    sumY += y[row] as number;
    isConstantX &&= x[row] === firstX;
    isConstantY &&= y[row] === firstY;
  }
  if (isConstantX || isConstantY) return NaN;
  const [meanX, meanY] = [sumX / length, sumY / length];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const row = rows[i] as number;
    const dx = (x[row] as number) - meanX;
    const dy = (y[row] as number) - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

function toFloats(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
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
