import { mean, sum } from '../numbers.ts';

/** Sample standard deviation, with n − 1 below. NaN for fewer than two values: one run says nothing of spread. */
export function sampleStandardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return values.length < 2
    ? NaN
    : Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}
