import { checkPairs } from './class-counts.ts';

/** The share of predictions that equal their label, 0 to 1. */
export function accuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkPairs(labels, predictions);
  return Array.from(labels).filter((label, i) => label === predictions[i]).length / labels.length;
}
