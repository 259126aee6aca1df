import { checkPairs } from './class-counts.ts';

/** The share of predictions that equal their label, 0 to 1. */
export function accuracy(labels: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkPairs(labels, predictions);
  let right = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === predictions[i]) right++;
  return right / labels.length;
}
