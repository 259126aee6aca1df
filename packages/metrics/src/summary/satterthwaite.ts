import { sum } from '../numbers.ts';

/** A variance that was estimated, with the degrees of freedom of the estimate. */
export interface EstimatedVariance {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/**
 * The variance of a sum of independent terms, Σ v, with Satterthwaite's degrees of freedom, (Σ v)² / Σ (v² / ν): those of the
 * chi-squared distribution that is nearest to its estimate.
 *
 * @see Satterthwaite 1946
 */
export function sumOfVariances(terms: readonly EstimatedVariance[]): EstimatedVariance {
  const variance = sum(terms.map((term) => term.variance));
  const parts = sum(terms.map((term) => term.variance ** 2 / term.degreesOfFreedom));
  return { variance, degreesOfFreedom: variance ** 2 / parts };
}
