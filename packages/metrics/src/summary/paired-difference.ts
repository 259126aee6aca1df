import { mean } from '../numbers.ts';
import { sampleStandardDeviation } from './spread.ts';
import { studentT } from './student-t.ts';

/** From a lower to an upper bound. */
export type Interval = readonly [lower: number, upper: number];

/** How two methods differ over the same seeds. */
export interface PairedDifference {
  /** The number of pairs. */
  readonly n: number;
  /** Mean of a − b. */
  readonly mean: number;
  /** Sample standard deviation of a − b. */
  readonly standardDeviation: number;
  /** Student's confidence interval of the mean. */
  readonly interval: Interval;
  /** Of the two-sided paired t test of "no difference". */
  readonly pValue: number;
}

/**
 * The mean difference a − b over pairs (scores of two methods with the same seeds) with a Student's t confidence
 * interval. With fewer than two pairs everything but the mean is NaN. If all differences are equal, the interval
 * has no width, and the p value is 0, or 1 if they are all 0.
 *
 * @param a [n]
 * @param b [n], in the order of a
 * @param options.confidence of the interval, default 0.95
 */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): PairedDifference {
  if (a.length !== b.length) throw new RangeError(`Expected pairs, got ${a.length} and ${b.length} values`);
  const differences = a.map((value, i) => value - (b[i] ?? NaN));
  const [n, centre, standardDeviation] = [a.length, mean(differences), sampleStandardDeviation(differences)];
  const error = standardDeviation / Math.sqrt(n);
  const reach = n < 2 ? NaN : error * studentT.inv((1 + confidence) / 2, n - 1);
  return {
    n,
    mean: centre,
    standardDeviation,
    interval: [centre - reach, centre + reach],
    pValue: n < 2 ? NaN : twoSidedP(centre, error, n - 1),
  };
}

function twoSidedP(centre: number, error: number, degreesOfFreedom: number): number {
  if (error === 0) return centre === 0 ? 1 : 0;
  return 2 * studentT.cdf(-Math.abs(centre) / error, degreesOfFreedom);
}
