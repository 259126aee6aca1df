import type { Interval } from './paired-difference.ts';

export type Verdict = 'better' | 'worse' | 'equivalent' | 'undecided';

/**
 * The verdict of a confidence interval of the difference "ours − theirs":
 *
 * - `equivalent`: it lies within ±delta, so that the difference is too small to matter, even if it is not 0
 *   (with a 90 % interval this is the two one-sided tests at the 5 % level);
 * - `better`, `worse`: else, it lies above or below 0;
 * - `undecided`: it holds 0 and reaches beyond delta, or isn't known (NaN: fewer than two pairs).
 *
 * @param delta the largest difference that doesn't matter, in the units of the scores. Default 0: nothing is equivalent
 * @see Schuirmann 1987 (two one-sided tests)
 */
export function judge([lower, upper]: Interval, { delta = 0 }: { readonly delta?: number } = {}): Verdict {
  if (lower > -delta && upper < delta) return 'equivalent';
  if (lower > 0) return 'better';
  if (upper < 0) return 'worse';
  return 'undecided';
}
