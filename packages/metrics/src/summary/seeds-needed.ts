import { sum } from '../numbers.ts';
import { type DifferenceSpread, standardErrorAt } from './difference-spread.ts';
import { leastHolding } from './least-holding.ts';
import { noncentralT, normal, studentT } from './student-t.ts';

/** The assumptions of a planned study. */
export interface PlannedStudy {
  /** The true difference. */
  readonly effect: number;
  /** By what it varies; of a mean over tasks one for each, all with the same number of seeds. */
  readonly spreads: readonly DifferenceSpread[];
  /** The largest difference that doesn't matter; absent: equivalence is not tested. */
  readonly margin?: number;
  /** The level of each test: that of the family, divided by its tests. Default: 0.05. */
  readonly level?: number;
  /** The probability of finding what is true. Default: 0.8. */
  readonly power?: number;
}

const usualLevel = 0.05;

/** More seeds than this are not counted. */
export const mostSeeds = 1000;

/**
 * The smallest number of seeds with which a paired study has the power to call two arms different, or equivalent within a margin.
 * It assumes that the true difference is `effect`, that seeds, items and draws vary as in `spreads`, and normal noise; items and draws
 * stay as many. Undefined where a thousand seeds don't suffice, as more seeds never make up for too few items or draws.
 *
 * @see Cohen 1988 (noncentral t)
 */
export function seedsNeeded(study: PlannedStudy): number | undefined {
  const { power = 0.8 } = study;
  const suffices = (numSeeds: number): boolean =>
    equates(study, { numSeeds, power }) || tells(study, { numSeeds, power });
  return leastHolding(suffices, { guess: guessSeeds(study, power), least: 2, most: mostSeeds });
}

/** The power of the two-sided paired t test with S seeds: P(|t| > critical value) by the noncentral t distribution. */
export function powerToTell(study: PlannedStudy, numSeeds: number): number {
  const { near, far } = chancesToTell(study, numSeeds);
  return near + far();
}

/** The chances of a t beyond the critical value on the side of the true difference, and on the other one, which takes as long. */
function chancesToTell(
  { effect, spreads, level = usualLevel }: PlannedStudy,
  numSeeds: number,
): { readonly near: number; far(): number } {
  const { error, degreesOfFreedom } = standardErrorAt(spreads, numSeeds);
  const critical = studentT.inv(1 - level / 2, degreesOfFreedom);
  const noncentrality = Math.abs(effect) / error;
  const below = (t: number): number => noncentralT.cdf(t, degreesOfFreedom, noncentrality);
  return { near: 1 - below(critical), far: () => below(-critical) };
}

interface Wanted {
  readonly numSeeds: number;
  readonly power: number;
}

/** Above what the distributions are off by. */
const slack = 1e-9;

/** Whether {@link powerToTell} is enough. The far side has at most the chance that it has without a difference, half the level. */
function tells(study: PlannedStudy, { numSeeds, power }: Wanted): boolean {
  const { near, far } = chancesToTell(study, numSeeds);
  if (near >= power) return true;
  return near + (study.level ?? usualLevel) / 2 + slack >= power && near + far() >= power;
}

/** Whether the power of the two one-sided tests with S seeds is enough: it is at least 1 less the chances that either one fails. */
function equates(
  { effect, spreads, margin, level = usualLevel }: PlannedStudy,
  { numSeeds, power }: Wanted,
): boolean {
  if (margin === undefined || Math.abs(effect) >= margin) return false;
  const { error, degreesOfFreedom } = standardErrorAt(spreads, numSeeds);
  const critical = studentT.inv(1 - level, degreesOfFreedom);
  const failing = (distance: number): number => noncentralT.cdf(critical, degreesOfFreedom, distance / error);
  const nearer = failing(margin - Math.abs(effect));
  return 1 - nearer + slack >= power && 1 - (nearer + failing(margin + Math.abs(effect))) >= power;
}

/** The seeds that would do if t were normal, and for Student's t some more: √(b / S + v) · (z_level + z_power) = the distance. */
function guessSeeds(
  { effect, spreads, margin = 0, level = usualLevel }: PlannedStudy,
  power: number,
): number {
  const tasks = spreads.length ** 2;
  const bySeeds =
    sum(spreads.map(({ seedDeviation, ownVariance }) => Math.max(seedDeviation ** 2, ownVariance))) / tasks;
  const shared =
    sum(
      spreads.flatMap(({ sharedVariance, drawVariances = [] }) => [
        sharedVariance,
        ...drawVariances.map(({ variance }) => variance),
      ]),
    ) / tasks;
  const seedsFor = (distance: number, quantile: number): number => {
    const left = (distance / (quantile + normal.inv(power, 0, 1))) ** 2 - shared;
    return left > 0 ? Math.ceil(bySeeds / left + quantile ** 2 / 2) : mostSeeds;
  };
  const toTell = seedsFor(Math.abs(effect), normal.inv(1 - level / 2, 0, 1));
  const distance = margin - Math.abs(effect);
  return distance > 0 ? Math.min(toTell, seedsFor(distance, normal.inv(1 - level, 0, 1))) : toTell;
}
