/** A range of whole numbers, both ends in it, and where in it an answer is thought to be. */
export interface GuessedRange {
  readonly guess: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The least whole number for which something holds that holds for all larger ones; undefined if it holds for none of the range.
 * It is looked for around the guess, in steps that double, and then halfway: a good guess costs two looks.
 */
export function leastHolding(
  holds: (value: number) => boolean,
  { guess, least, most }: GuessedRange,
): number | undefined {
  let [below, found] = [least - 1, most + 1];
  let probe = Math.min(most, Math.max(least, guess));
  for (let step = 1; found - below > 1; step *= 2) {
    if (holds(probe)) found = probe;
    else below = probe;
    if (found > most) probe = Math.min(most, below + step);
    else if (below < least) probe = Math.max(least, found - step);
    else probe = Math.floor((below + found) / 2);
  }
  return found > most ? undefined : found;
}
