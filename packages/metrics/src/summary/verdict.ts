import { equivalenceP } from './equivalence.ts';
import { adjustByHolm } from './holm.ts';
import type { PairedDifference } from './paired-difference.ts';

export type Verdict = 'better' | 'worse' | 'equivalent' | 'undecided';

/** A difference that is to be judged. */
export interface Comparison {
  readonly difference: PairedDifference;
  /** Which of two scores is the better. */
  readonly better: 'higher' | 'lower';
  /** The largest difference that doesn't matter, in the units of the scores; absent: nothing is equivalent. */
  readonly margin?: number | undefined;
}

/** The outcome of a comparison as one of a family. */
export interface Judgement {
  /** Of "no difference", adjusted by Holm. NaN if nothing can be told. */
  readonly adjustedP: number;
  /** Of "at least the margin", adjusted by Holm; absent without a margin. */
  readonly adjustedEquivalenceP?: number;
  readonly verdict: Verdict;
}

/** The chance of a false verdict in a family. */
export const familyLevel = 0.05;

/**
 * Judges the comparisons of a family: all that are shown together, or all that were planned, of which some may not be there yet. By Holm's adjustment the chance that any arm is falsely called
 * better or worse is at most 5 %, and so is the chance that any pair is falsely called equivalent.
 *
 * - `equivalent`: the difference is smaller than the margin, even if it is not 0;
 * - `better`, `worse`: else, the first arm's score differs from the second's;
 * - `undecided`: neither is shown, or nothing can be told, as with one seed.
 *
 * @param options.planned the number of comparisons that were planned: those that can't be told count with p = 1, as without it they
 *   would make the others easier. Default: as many as can be told
 */
export function judgeFamily(
  comparisons: readonly Comparison[],
  { planned = 0 }: { readonly planned?: number } = {},
): Judgement[] {
  const adjusted = adjustKnown(
    comparisons.map(({ difference }) => difference.pValue),
    planned,
  );
  const equivalence = comparisons.map(({ difference, margin }) =>
    margin === undefined ? NaN : equivalenceP(difference, margin),
  );
  const adjustedEquivalence = adjustKnown(equivalence, planned);
  return comparisons.map((one, i) => {
    const [adjustedP = NaN, adjustedEquivalenceP = NaN] = [adjusted[i], adjustedEquivalence[i]];
    return {
      adjustedP,
      ...(one.margin !== undefined && { adjustedEquivalenceP }),
      verdict: judge(one, adjustedP, adjustedEquivalenceP),
    };
  });
}

function judge({ difference, better }: Comparison, adjustedP: number, adjustedEquivalenceP: number): Verdict {
  if (adjustedEquivalenceP < familyLevel) return 'equivalent';
  if (!(adjustedP < familyLevel)) return 'undecided';
  return difference.mean > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** Adjusts the p values that are numbers: what was not tested is not of the family. */
function adjustKnown(pValues: readonly number[], planned: number): number[] {
  const known = pValues.filter((value) => !Number.isNaN(value));
  const others = Array.from({ length: Math.max(0, planned - known.length) }, () => 1);
  const adjusted = adjustByHolm([...known, ...others]);
  let next = 0;
  return pValues.map((value) => (Number.isNaN(value) ? NaN : (adjusted[next++] ?? NaN)));
}
