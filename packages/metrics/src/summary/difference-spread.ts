import { sum } from '../numbers.ts';
import { type EstimatedVariance, sumOfVariances } from './satterthwaite.ts';
import { sampleStandardDeviation } from './spread.ts';

/** The variances of the difference of two arms. */
export interface DifferenceSpread {
  /** Sample standard deviation of the seeds' differences, each on all items. */
  readonly seedDeviation: number;
  /** Variance by the choice of the items that all seeds share, however many seeds there are; 0 without items. */
  readonly sharedVariance: number;
  /** Variance of a single seed's difference by the choice of the items beyond that; 0 without items. */
  readonly ownVariance: number;
  /** M, where items are at hand. */
  readonly numItems?: number;
  /** Variances by the choice of draws, of each arm that is the mean of several, however many seeds there are. */
  readonly drawVariances?: readonly EstimatedVariance[];
}

/** The standard error of a mean difference. */
export interface StandardError {
  readonly error: number;
  readonly degreesOfFreedom: number;
}

/**
 * The parts of a difference's variance, from the difference of each seed and from that of each seed on items that were drawn
 * again, the same ones for all seeds. The covariance of two seeds over the draws is what they share.
 *
 * @param differences [S]
 * @param resampled [S][resamples]; absent where items are not at hand
 */
export function measureSpread(
  differences: readonly number[],
  resampled?: { readonly draws: readonly Float64Array[]; readonly numItems: number },
): DifferenceSpread {
  const seedDeviation = sampleStandardDeviation(differences);
  if (resampled === undefined) return { seedDeviation, sharedVariance: 0, ownVariance: 0 };
  const { draws, numItems } = resampled;
  const numSeeds = differences.length;
  const variances = draws.map((of) => sampleStandardDeviation(of) ** 2);
  const totals = new Float64Array(draws[0]?.length ?? 0);
  for (const of of draws)
    for (let r = 0; r < totals.length; r++) totals[r] = (totals[r] ?? NaN) + (of[r] ?? NaN);
  const covariance =
    (sampleStandardDeviation(totals) ** 2 - sum(variances)) / (numSeeds * Math.max(1, numSeeds - 1));
  const sharedVariance = Math.max(0, covariance);
  const ownVariance = Math.max(0, sum(variances) / numSeeds - sharedVariance);
  return { seedDeviation, sharedVariance, ownVariance, numItems };
}

/**
 * The variance of the mean of D draws, s² / D with D − 1 degrees of freedom; undefined of fewer than two. Each draw's mean over seeds
 * holds some of the seeds' and the items' noise, so that a little of it is counted twice.
 *
 * @param means [D], over seeds
 */
export function drawVariance(means: readonly number[]): EstimatedVariance | undefined {
  if (means.length < 2) return undefined;
  return {
    variance: sampleStandardDeviation(means) ** 2 / means.length,
    degreesOfFreedom: means.length - 1,
  };
}

/**
 * The standard error of a mean difference over S seeds, √(max(s², v_own) / S + v_shared + Σ v_draws), with Satterthwaite's degrees
 * of freedom; draws, whose variance has some of the seeds' in it, add none. What seeds vary by holds the items' noise in each of
 * them; where few seeds happen to agree better than their items allow, the items decide.
 *
 * @param spreads one; of the mean over several tasks of their differences one for each
 */
export function standardErrorAt(spreads: readonly DifferenceSpread[], numSeeds: number): StandardError {
  return standardErrorOfMean(spreads.map((spread) => varianceAt(spread, numSeeds)));
}

/** The standard error of the mean of K independent estimates, √(Σ v) / K. */
export function standardErrorOfMean(estimates: readonly EstimatedVariance[]): StandardError {
  const { variance, degreesOfFreedom } = sumOfVariances(estimates);
  return { error: Math.sqrt(variance) / estimates.length, degreesOfFreedom };
}

function varianceAt(spread: DifferenceSpread, numSeeds: number): EstimatedVariance {
  const { drawVariances = [] } = spread;
  const ofTheseDraws = seedVarianceAt(spread, numSeeds);
  const others = drawVariances.filter(({ variance }) => variance > 0);
  if (others.length === 0) return ofTheseDraws;
  const all = sumOfVariances([ofTheseDraws, ...others]);
  return { ...all, degreesOfFreedom: Math.min(all.degreesOfFreedom, ofTheseDraws.degreesOfFreedom) };
}

/** The part of the variance that seeds and items have. */
function seedVarianceAt(
  { seedDeviation, sharedVariance, ownVariance, numItems = Infinity }: DifferenceSpread,
  numSeeds: number,
): EstimatedVariance {
  const bySeeds = {
    variance: Math.max(seedDeviation ** 2, ownVariance) / numSeeds,
    degreesOfFreedom: numSeeds - 1,
  };
  if (sharedVariance === 0) return bySeeds;
  return sumOfVariances([bySeeds, { variance: sharedVariance, degreesOfFreedom: numItems - 1 }]);
}
