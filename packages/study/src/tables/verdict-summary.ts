import { groupBy } from '@lamella/core';
import { type Verdict } from '@lamella/metrics';
import type { ComparedArms, ComparedFamily } from './compare-arms.ts';
import { describePlanned } from './comparison-table.ts';
import { signedScore } from './formats.ts';

/** The verdicts in the order in which they are counted. */
export const verdictKinds = ['better', 'worse', 'equivalent', 'undecided'] as const satisfies Verdict[];

/** The number of comparisons with each verdict, none left out; those that can't be told are `countUntold`'s. */
export function countVerdicts(
  comparisons: readonly Pick<ComparedArms, 'verdict' | 'untold'>[],
): { readonly kind: Verdict; readonly count: number }[] {
  const told = comparisons.filter(({ untold }) => untold === undefined);
  return verdictKinds.map((kind) => ({
    kind,
    count: told.filter(({ verdict }) => verdict === kind).length,
  }));
}

/** The number of comparisons that can't be told, by the reason: `one seed`, … */
export function countUntold(
  comparisons: readonly Pick<ComparedArms, 'untold'>[],
): { readonly reason: string; readonly count: number }[] {
  const groups = groupBy(
    comparisons.flatMap(({ untold }) => untold ?? []),
    (reason) => reason,
  );
  return [...groups].map(([reason, own]) => ({ reason, count: own.length }));
}

/** A decided comparison in words: `CKA` `is better than` `Head only` `on SST-2`. */
export function verdictWords({ a, b, taskTitle, verdict }: ComparedArms): {
  readonly a: string;
  readonly relation: string;
  readonly b: string;
  readonly end: string;
} {
  const arms = { a: a.label, b: b.label };
  return verdict === 'equivalent'
    ? { ...arms, relation: 'and', end: `are equivalent on ${taskTitle}` }
    : { ...arms, relation: `is ${verdict} than`, end: `on ${taskTitle}` };
}

/** The most decided comparisons that are told one by one. */
const mostTold = 12;

/**
 * The verdicts of a family in a few lines for a terminal: how many there are of each, then the decided ones, those that are
 * most standard errors away from 0 first, as scores of several metrics have no unit in common; after it, those on the mean over
 * tasks. Primary comparisons come before all, a line each with its numbers, undecided ones too. Empty without comparisons.
 */
export function verdictSummary({
  comparisons,
  averages = [],
  ...family
}: Pick<ComparedFamily, 'comparisons'> & Partial<ComparedFamily>): string {
  const kind = family.primary === undefined ? '' : 'exploratory ';
  const parts = [
    primarySummary(family),
    summarise(comparisons, [`${kind}comparison`, `${kind}comparisons`]),
    summarise(averages, [`${kind}mean over tasks`, `${kind}means over tasks`]),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The primary comparisons of a family, a line each. */
function primarySummary({ primary, level = NaN, margin }: Partial<ComparedFamily>): string {
  if (primary === undefined) return '';
  const { planned, comparisons, missing, changed } = primary;
  const within = margin === undefined ? '' : `, margin ${margin}`;
  return [
    `Primary comparisons, ${planned} (Holm over these alone, ${100 * level} %${within}):`,
    ...comparisons.map((one) => `  ${primaryLine(one)}`),
    ...missing.map((one) => `  ${describePlanned(one)}: no results yet`),
    ...(changed === undefined ? [] : [`  ${changed}`]),
  ].join('\n');
}

function primaryLine(one: ComparedArms): string {
  const { a, b, taskTitle, metric, seeds, plannedSeeds = 0, untold } = one;
  const signed = (value: number): string => signedScore(value, metric);
  const [lower, upper] = one.interval;
  const numbers = [
    signed(one.difference),
    ...(untold === undefined
      ? [`95 % interval ${signed(lower)} to ${signed(upper)}`, `p ${shortP(one.adjustedP)}`]
      : []),
    ...(one.adjustedEquivalenceP === undefined || untold !== undefined
      ? []
      : [`p of equivalence ${shortP(one.adjustedEquivalenceP)}`]),
    seeds.length < plannedSeeds ? `${seeds.length} of ${plannedSeeds} seeds so far` : `${seeds.length} seeds`,
  ];
  const verdict = untold === undefined ? one.verdict : `${one.verdict} (${untold})`;
  return `${a.label} against ${b.label} on ${taskTitle}: ${verdict} (${numbers.join(', ')})`;
}

function shortP(pValue: number): string {
  return pValue < 0.001 ? 'below 0.001' : pValue.toFixed(3);
}

function summarise(
  comparisons: readonly ComparedArms[],
  [one, several]: readonly [one: string, several: string],
): string {
  if (comparisons.length === 0) return '';
  const counts = [
    ...countVerdicts(comparisons).map(({ kind, count }) => `${count} ${kind}`),
    ...countUntold(comparisons).map(({ reason, count }) => `${count} can't be told (${reason})`),
  ];
  const number = `${comparisons.length} ${comparisons.length === 1 ? one : several}`;
  const decided = comparisons
    .filter(({ verdict }) => verdict !== 'undecided')
    .toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const told = decided.slice(0, mostTold).map((verdict) => {
    const { a, relation, b, end } = verdictWords(verdict);
    return `  ${a} ${relation} ${b} ${end} (${signedScore(verdict.difference, verdict.metric)})`;
  });
  const rest = decided.length - told.length;
  return [
    `Verdicts of ${number}: ${counts.join(', ')}`,
    ...told,
    ...(rest === 0 ? [] : [`  … and ${rest} more, in the report and in \`lamella compare SPEC\``]),
  ].join('\n');
}

/** The difference in standard errors. */
function sizeOf({ difference, standardError }: ComparedArms): number {
  return Math.abs(difference) / standardError;
}
