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
 * @param scoreOf the score of some items: [M] row numbers, in an array that is to be left as it is and that the next draw may overwrite
 * @returns [resamples]
 * @see Koehn 2004 (paired resampling of test items)
 */
export function resampleScores(
  numItems: number,
  scoreOf: (rows: Int32Array) => number,
  { resamples = usualResamples(numItems), seed = 0 }: ResampleOptions = {},
): Float64Array {
  const scores = new Float64Array(resamples);
  let draw = 0;
  for (const rows of drawsOf(numItems, resamples, seed)) scores[draw++] = scoreOf(rows);
  return scores;
}

type Draws = Iterable<Int32Array>;

/** The draws of so many row numbers are kept for the next result, which mostly has as many items: 16 MB. */
const MOST_KEPT = 2 ** 22;

let kept: { readonly name: string; readonly draws: Draws } | undefined;

function drawsOf(numItems: number, resamples: number, seed: number | string): Draws {
  if (numItems * resamples > MOST_KEPT) return drawItems(numItems, resamples, seed);
  const name = JSON.stringify([numItems, resamples, seed]);
  if (kept?.name !== name)
    kept = { name, draws: Array.from(drawItems(numItems, resamples, seed), (rows) => rows.slice()) };
  return kept.draws;
}

/** Row numbers in one array, which every draw overwrites. */
function* drawItems(numItems: number, resamples: number, seed: number | string): Generator<Int32Array> {
  const random = Random.fork(seed, 'resample-scores');
  const rows = new Int32Array(numItems);
  for (let draw = 0; draw < resamples; draw++) {
    for (let i = 0; i < numItems; i++) rows[i] = random.int(numItems);
    yield rows;
  }
}

function usualResamples(numItems: number): number {
  return Math.round(Math.min(1000, Math.max(250, 1e7 / numItems)));
}
