import type { StandardError } from './difference-spread.ts';
import { studentT } from './student-t.ts';

/** From a lower to an upper bound. */
export type Interval = readonly [lower: number, upper: number];

/**
 * Student's confidence interval of an estimate, centre ± SE · t, and the p value of the two-sided test that what is estimated is 0.
 *
 * @param confidence of the interval, such as 0.95
 */
export function studentTest(
  centre: number,
  { error, degreesOfFreedom }: StandardError,
  confidence: number,
): { readonly interval: Interval; readonly pValue: number } {
  const reach = error * studentT.inv((1 + confidence) / 2, degreesOfFreedom);
  return {
    interval: [centre - reach, centre + reach],
    pValue: 2 * studentT.cdf(-Math.abs(centre) / error, degreesOfFreedom),
  };
}
