import { Random } from '@lamella/core';

export interface ResampleOptions {
  /** The number of resamples. Default: 1,000, which tells a variance to about 4 %; down to 250 (9 %) above 10,000 items. */
  readonly resamples?: number;
  /** Default: 0. */
  readonly seed?: number | string;
}

/**
 * A score on items that are drawn again with replacement. With the same number of items, of resamples and seed the same items are
 * drawn, so that scores of different models are paired draw by draw.
 *
 * @param numItems M, the number of items that can be drawn
 * @param scoreOf the score of some items: [M] row numbers, in an array that the next draw overwrites
 * @returns [resamples]
 * @see Koehn 2004 (paired resampling of test items)
 */
export function resampleScores(
  numItems: number,
  scoreOf: (rows: Int32Array) => number,
  { resamples = usualResamples(numItems), seed = 0 }: ResampleOptions = {},
): Float64Array {
  const random = Random.fork(seed, 'resample-scores');
  const rows = new Int32Array(numItems);
  return Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < numItems; i++) rows[i] = random.int(numItems);
    return scoreOf(rows);
  });
}

function usualResamples(numItems: number): number {
  return Math.round(Math.min(1000, Math.max(250, 1e7 / numItems)));
}
