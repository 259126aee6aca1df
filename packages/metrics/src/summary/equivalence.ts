import type { PairedDifference } from './paired-difference.ts';
import { studentT } from './student-t.ts';

/**
 * The p value of two one-sided tests: of "the difference is at least the margin, in one direction or the other". NaN if nothing
 * can be told.
 *
 * @param margin the largest difference that doesn't matter, above 0
 * @see Schuirmann 1987
 */
export function equivalenceP(
  { mean, standardError, degreesOfFreedom, untold }: PairedDifference,
  margin: number,
): number {
  if (untold !== undefined) return NaN;
  return studentT.cdf((Math.abs(mean) - margin) / standardError, degreesOfFreedom);
}
