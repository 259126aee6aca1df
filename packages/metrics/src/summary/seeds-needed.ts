import { type DifferenceSpread, standardErrorAt } from './difference-spread.ts';
import { noncentralT, studentT } from './student-t.ts';

/** The assumptions of a planned study. */
export interface PlannedStudy {
  /** The true difference. */
  readonly effect: number;
  readonly spread: DifferenceSpread;
  /** The largest difference that doesn't matter; absent: equivalence is not tested. */
  readonly margin?: number;
  /** The level of each test: that of the family, divided by its tests. Default: 0.05. */
  readonly level?: number;
  /** The probability of finding what is true. Default: 0.8. */
  readonly power?: number;
}

/** More seeds than this are not counted. */
export const mostSeeds = 1000;

/**
 * The smallest number of seeds with which a paired study has the power to call two arms different, or equivalent within a margin.
 * It assumes that the true difference is `effect`, that seeds and items vary as in `spread`, and normal noise; the items stay the
 * same number. Undefined where a thousand seeds don't suffice, as more seeds never make up for too few items.
 *
 * @see Cohen 1988 (noncentral t)
 */
export function seedsNeeded(study: PlannedStudy): number | undefined {
  const { power = 0.8 } = study;
  const suffices = (numSeeds: number): boolean =>
    Math.max(powerToTell(study, numSeeds), powerToEquate(study, numSeeds)) >= power;
  if (!suffices(mostSeeds)) return undefined;
  let [few, enough] = [1, mostSeeds];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (suffices(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

/** The power of the two-sided paired t test with S seeds: P(|t| > critical value) by the noncentral t distribution. */
export function powerToTell({ effect, spread, level = 0.05 }: PlannedStudy, numSeeds: number): number {
  const { error, degreesOfFreedom } = standardErrorAt(spread, numSeeds);
  const critical = studentT.inv(1 - level / 2, degreesOfFreedom);
  const noncentrality = Math.abs(effect) / error;
  const below = (t: number): number => noncentralT.cdf(t, degreesOfFreedom, noncentrality);
  return 1 - below(critical) + below(-critical);
}

/** The power of the two one-sided tests with S seeds, at least: 1 less the chances that either one fails. */
function powerToEquate({ effect, spread, margin, level = 0.05 }: PlannedStudy, numSeeds: number): number {
  if (margin === undefined || Math.abs(effect) >= margin) return 0;
  const { error, degreesOfFreedom } = standardErrorAt(spread, numSeeds);
  const critical = studentT.inv(1 - level, degreesOfFreedom);
  const failing = [margin - effect, margin + effect].map((distance) =>
    noncentralT.cdf(critical, degreesOfFreedom, distance / error),
  );
  return 1 - failing.reduce((total, chance) => total + chance, 0);
}
