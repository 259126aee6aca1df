import { scoreMetric } from '@lamella/metrics';
import { armName, type ComparisonClaim, type VariantClaim } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { compareArms, type ComparedArms, hasDraws } from '../tables/compare-arms.ts';
import { withSign } from '../tables/formats.ts';
import { withHalfOfTheLayers } from './find-cells.ts';
import { type ClaimJudgement, type ClaimState, notRun } from './ledger-line.ts';

/**
 * Judges whether a method is no worse than others, or better, by the paired tests of `lamella compare`, over all tasks and seeds as
 * one family: reproduced if all comparisons hold, not reproduced if one is decided against the claim, else undecided. For "better" an
 * equivalent method is decided against it.
 */
export function judgeComparison(claim: ComparisonClaim, cells: readonly TrialCell[]): ClaimJudgement {
  const { method, against, margin, expected } = claim;
  const wanted = withHalfOfTheLayers(cells).filter(({ trial }) =>
    [method, ...against].includes(armName(trial.method, trial.control)),
  );
  // The others against the method: what is better than it speaks against the claim.
  const { comparisons } = compareArms(wanted, { against: [method], margin });
  if (comparisons.length === 0)
    return notRun(`No task and seed has both ${method} and ${against.join(' or ')}.`);
  const verdicts = comparisons.map(({ verdict }) => ofMethod[verdict]);
  return {
    state:
      expected === 'better'
        ? stateOf(verdicts, ['better'])
        : stateOf(withinMargin(comparisons, verdicts, margin), ['better', 'equivalent']),
    ours: describeDifferences(comparisons),
    why: describeVerdicts(comparisons, verdicts),
  };
}

/**
 * Judges whether a setting changes a method's score by less than a margin, by two one-sided tests of the same method with and without
 * it: not reproduced if one task is decided to differ.
 */
export function judgeVariant(
  { method, margin, variant }: VariantClaim,
  cells: readonly TrialCell[],
  others: readonly TrialCell[],
): ClaimJudgement {
  const isOf = ({ trial }: TrialCell): boolean => trial.method === method;
  // Another id as well: a score is remembered by it.
  const changed = others.filter(isOf).map(({ trial, ...cell }) => ({
    ...cell,
    trial: { ...trial, id: `${trial.id}@${variant.as}`, method: variant.as, title: variant.as },
  }));
  const both = withHalfOfTheLayers([...cells.filter(isOf), ...changed]);
  const { comparisons } = compareArms(both, { pair: [variant.as, method], margin });
  if (comparisons.length === 0) return notRun(`No results of ${method} with ${variant.set}.`);
  const verdicts = comparisons.map(({ verdict }) => verdict);
  return {
    state: stateOf(withinMargin(comparisons, verdicts, margin), ['equivalent']),
    ours: describeDifferences(comparisons, { sign: -1, digits: 2 }),
    why: describeVerdicts(comparisons, verdicts),
  };
}

type Verdict = ComparedArms['verdict'];

/** The method's verdict, of that of what it is compared with. */
const ofMethod: Readonly<Record<Verdict, Verdict>> = {
  better: 'worse',
  worse: 'better',
  equivalent: 'equivalent',
  undecided: 'undecided',
};

function stateOf(verdicts: readonly Verdict[], holding: readonly Verdict[]): ClaimState {
  if (verdicts.some((verdict) => verdict !== 'undecided' && !holding.includes(verdict)))
    return 'not reproduced';
  return verdicts.includes('undecided') ? 'undecided' : 'reproduced';
}

/** A difference that is told from 0, but not from the margin, decides nothing of the margin. */
function withinMargin(
  comparisons: readonly ComparedArms[],
  verdicts: readonly Verdict[],
  margin: number,
): Verdict[] {
  return comparisons.map(({ interval: [lower, upper], metric }, i) => {
    const verdict = verdicts[i] as Verdict;
    const nearest = Math.min(Math.abs(lower), Math.abs(upper)) * scoreMetric(metric).factor;
    return verdict === 'equivalent' || nearest > margin ? verdict : 'undecided';
  });
}

/** The least and the greatest difference of the method to what it is compared with, as tables show scores, where more is better. */
function describeDifferences(
  comparisons: readonly ComparedArms[],
  { sign = 1, digits }: { readonly sign?: 1 | -1; readonly digits?: number } = {},
): string {
  const points = comparisons.map(({ difference, metric }) => {
    const { better, factor } = scoreMetric(metric);
    return -sign * (better === 'higher' ? 1 : -1) * factor * difference;
  });
  const decimals = digits ?? Math.max(...comparisons.map(({ metric }) => scoreMetric(metric).decimals));
  const [least, most] = [Math.min(...points), Math.max(...points)].map((value) =>
    withSign(value, Math.abs(value).toFixed(decimals)),
  );
  return least === most ? `${least}` : `${least} to ${most}`;
}

function describeVerdicts(comparisons: readonly ComparedArms[], verdicts: readonly Verdict[]): string {
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  const counted = (['better', 'equivalent', 'worse', 'undecided'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(', ');
  const seeds = Math.max(...comparisons.map((one) => one.seeds.length));
  const of = `${comparisons.length} ${comparisons.length === 1 ? 'comparison' : 'comparisons'}: ${counted} (${seeds} ${seeds === 1 ? 'seed' : 'seeds'}).`;
  return count('undecided') === 0 ? of : `${of} ${describeNeeded(comparisons)}`;
}

/** The seeds, items or draws that would decide the comparisons which are not. */
function describeNeeded(comparisons: readonly ComparedArms[]): string {
  const open = comparisons.filter(({ verdict }) => verdict === 'undecided');
  const tested = open.filter(({ untold }) => untold === undefined);
  if (tested.length === 0) return 'It takes more seeds, with at least 30 items each.';
  const needed = tested.map(({ seedsNeeded }) => seedsNeeded ?? Infinity);
  const most = Math.max(...needed);
  if (most < Infinity) return `About ${most} seeds would decide all that can be tested.`;
  const least = Math.min(...needed);
  const beyond = tested.filter(({ seedsNeeded }) => seedsNeeded === undefined);
  const more = `or more items${beyond.some(hasDraws) ? ' or draws' : ''}.`;
  if (least === Infinity) return `More than 1,000 seeds would be needed, ${more}`;
  return `About ${least} seeds would decide the first; others need more than 1,000, ${more}`;
}
