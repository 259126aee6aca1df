import { mean } from '../numbers.ts';
import { type EstimatedVariance, sumOfVariances } from './satterthwaite.ts';
import { sampleStandardDeviation } from './spread.ts';
import { type Interval, studentTest } from './student-test.ts';

/** How far the means of two independent samples lie apart. */
export interface MeanDifference {
  /** The first mean less the second. */
  readonly difference: number;
  /** The ends of its 95 % confidence interval. */
  readonly interval: Interval;
  /** Of the two-sided test of "the same mean". */
  readonly pValue: number;
}

/**
 * The difference of the means of two independent samples, with Welch's interval and test: of samples that need not spread alike.
 * With s² the variance of a sample over its size n, the standard error is √(s₁² + s₂²), and the degrees of freedom are
 * (s₁² + s₂²)² / (s₁⁴ / (n₁ − 1) + s₂⁴ / (n₂ − 1)). Interval and p are NaN for samples of fewer than two values, or without spread.
 *
 * @see Welch 1947
 */
export function meanDifference(first: readonly number[], second: readonly number[]): MeanDifference {
  const difference = mean(first) - mean(second);
  const { variance, degreesOfFreedom } = sumOfVariances([first, second].map(varianceOfMean));
  return { difference, ...studentTest(difference, { error: Math.sqrt(variance), degreesOfFreedom }, 0.95) };
}

function varianceOfMean(sample: readonly number[]): EstimatedVariance {
  return {
    variance: sampleStandardDeviation(sample) ** 2 / sample.length,
    degreesOfFreedom: sample.length - 1,
  };
}
