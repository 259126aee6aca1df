import { Random } from '@lamella/core';
import { quantile } from '../numbers.ts';
import { taskMetrics } from '../task/task-metrics.ts';
import type { Interval } from './paired-difference.ts';

export interface PairedBootstrapOptions {
  /** A name that `taskMetrics` knows. */
  readonly metric: string;
  /** How many resamples to draw. Default: 1,000. */
  readonly resamples?: number;
  /** Of the interval. Default: 0.95. */
  readonly confidence?: number;
  /** Default: 0. */
  readonly seed?: number | string;
}

/** How two models' predictions for the same examples differ. */
export interface BootstrapDifference {
  /** score(a) − score(b) on the examples as they are. */
  readonly difference: number;
  /** Percentile interval of the difference over resamples of the examples. */
  readonly interval: Interval;
}

/**
 * How much the difference between two models' scores would vary with the examples they are tested on: examples
 * are drawn again with replacement, the same ones for both models. Says nothing of how scores vary with the seed.
 *
 * @param labels [M]
 * @param predictions.a [M], of the first model
 * @param predictions.b [M], of the second model
 * @see Efron and Tibshirani 1993; Koehn 2004 (paired resampling of test examples)
 */
export function pairedBootstrap(
  labels: ArrayLike<number>,
  { a, b }: { readonly a: ArrayLike<number>; readonly b: ArrayLike<number> },
  { metric, resamples = 1000, confidence = 0.95, seed = 0 }: PairedBootstrapOptions,
): BootstrapDifference {
  const differenceOver = (rows: readonly number[]): number => {
    const take = (values: ArrayLike<number>): number[] => rows.map((row) => values[row] ?? NaN);
    const score = (predictions: ArrayLike<number>): number =>
      taskMetrics([metric], { labels: take(labels), predictions: take(predictions) })[metric] ?? NaN;
    return score(a) - score(b);
  };
  const rows = Array.from({ length: labels.length }, (_, row) => row);
  const random = Random.fork(seed, 'bootstrap');
  const draws = Array.from({ length: resamples }, () => differenceOver(rows.map(() => random.pick(rows))));
  draws.sort((x, y) => x - y);
  const tail = (1 - confidence) / 2;
  return { difference: differenceOver(rows), interval: [quantile(draws, tail), quantile(draws, 1 - tail)] };
}
