import { mean } from '../numbers.ts';

/** Sample standard deviation, with n − 1 below. NaN for fewer than two values: one run says nothing of spread. */
export function sampleStandardDeviation(values: readonly number[] | Float64Array): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
