import { groupBy } from '@lamella/core';
import { mean } from '../numbers.ts';
import {
  type DifferenceSpread,
  drawVariance,
  measureSpread,
  type StandardError,
  standardErrorAt,
} from './difference-spread.ts';
import { type Interval, studentTest } from './student-test.ts';

/** An arm's score with one seed. */
export interface SeedScore {
  readonly score: number;
  /** Scores on items that were drawn again, see `resampleScores`; absent where items are not at hand. */
  readonly resampled?: Float64Array;
  /** M, as far as it is known. */
  readonly numItems?: number;
  /** Of an arm that is the mean of several draws: the score of each by its number. */
  readonly draws?: ReadonlyMap<number, number>;
}

/** The difference of two arms over the same seeds, and the same items where they are at hand. */
export interface PairedDifference {
  /** S, the number of pairs. */
  readonly numSeeds: number;
  /** Mean of a − b. */
  readonly mean: number;
  /** By what it varies; of a mean over tasks one for each. */
  readonly spreads: readonly DifferenceSpread[];
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Student's confidence interval of the mean. NaN if nothing can be told. */
  readonly interval: Interval;
  /** Of the two-sided paired t test of "no difference". NaN if nothing can be told. */
  readonly pValue: number;
  /** The reason that nothing can be told. */
  readonly untold?: Untold;
}

export type Untold = 'one seed' | 'few items' | 'no spread';

/** Below this number of items a score's noise is too far from normal, and its variance too badly known, for any verdict. */
export const fewestItems = 30;

/**
 * The mean difference a − b over pairs of seeds with a t interval. Where both arms' scores on resampled items are at hand, its
 * variance has two sources: other seeds and other items. This is the bootstrap that draws seeds, then items, the same ones for both
 * arms and for all seeds; the variance over draws of seeds is taken in closed form, as that of a mean, with n − 1 below, and the
 * interval from Student's t, since percentiles of two to five seeds are far too narrow. A mixed model of single items would do
 * for accuracy, but not for scores that are no means over items (F1, Matthews, correlations), and its variances are not
 * identified with two seeds.
 *
 * Without items the interval and the p value are those of the paired t test over seeds, and say nothing of other items.
 *
 * An arm that is the mean of D draws, as of random layers, has a third source: other draws. Its part is s² / D with s the deviation of
 * the draws' means over seeds, so that a verdict is on what was drawn from, and not on the D draws. Of a single draw it is on that one.
 *
 * @param a [S], by seed
 * @param b [S], in the order of a
 * @param options.confidence of the interval, default 0.95
 * @see Owen 2007, The pigeonhole bootstrap
 */
export function pairedDifference(
  a: readonly SeedScore[],
  b: readonly SeedScore[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): PairedDifference {
  if (a.length !== b.length) throw new RangeError(`Expected pairs, got ${a.length} and ${b.length} scores`);
  const numSeeds = a.length;
  const differences = a.map(({ score }, s) => score - (b[s]?.score ?? NaN));
  const drawVariances = [a, b].flatMap((arm) => drawVariance(drawMeans(arm)) ?? []);
  const spread = {
    ...measureSpread(differences, resampledDifferences(a, b)),
    ...(drawVariances.length > 0 && { drawVariances }),
  };
  const standardError = standardErrorAt([spread], numSeeds);
  const untold = whyUntold([...a, ...b], { numSeeds, error: standardError.error });
  const estimate = { numSeeds, mean: mean(differences), spreads: [spread], standardError };
  return testDifference(estimate, { confidence, untold });
}

/** A difference that was estimated. */
type Estimate = Pick<PairedDifference, 'numSeeds' | 'mean' | 'spreads'> & {
  readonly standardError: StandardError;
};

/** Student's interval of an estimate, and the test of "no difference". */
export function testDifference(
  { standardError, ...estimate }: Estimate,
  { confidence, untold }: { readonly confidence: number; readonly untold: Untold | undefined },
): PairedDifference {
  const { error, degreesOfFreedom } = standardError;
  const measured = { ...estimate, standardError: error, degreesOfFreedom };
  if (untold !== undefined) return { ...measured, interval: [NaN, NaN], pValue: NaN, untold };
  return { ...measured, ...studentTest(estimate.mean, standardError, confidence) };
}

/** The mean over seeds of each draw of an arm; none if it isn't of draws. */
function drawMeans(arm: readonly SeedScore[]): number[] {
  const scores = groupBy(
    arm.flatMap(({ draws = [] }) => [...draws]),
    ([draw]) => draw,
  );
  return [...scores.values()].map((own) => mean(own.map(([, score]) => score)));
}

/** The differences of each seed on resampled items, if all scores have them for as many items. */
function resampledDifferences(
  a: readonly SeedScore[],
  b: readonly SeedScore[],
): Parameters<typeof measureSpread>[1] {
  const numItems = a[0]?.numItems;
  const hasItems = [...a, ...b].every((one) => one.resampled !== undefined && one.numItems === numItems);
  if (!hasItems || numItems === undefined) return undefined;
  const draws = a.map(({ resampled = [] }, s) => subtract(resampled, b[s]?.resampled ?? []));
  return { draws, numItems };
}

function subtract(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const differences = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) differences[i] = (x[i] ?? NaN) - (y[i] ?? NaN);
  return differences;
}

/** Differences that are equal but for rounding have no spread: it would make any of them certain. */
function whyUntold(
  scores: readonly SeedScore[],
  { numSeeds, error }: { readonly numSeeds: number; readonly error: number },
): Untold | undefined {
  if (numSeeds < 2) return 'one seed';
  if (scores.some(({ numItems = Infinity }) => numItems < fewestItems)) return 'few items';
  const size = Math.max(...scores.map(({ score }) => Math.abs(score)));
  return error > 1e-9 * size ? undefined : 'no spread';
}
