import { type Verdict } from '@lamella/metrics';
import type { ComparedArms, ComparedFamily } from './compare-arms.ts';
import { signedScore } from './formats.ts';

/** The verdicts in the order in which they are counted. */
export const verdictKinds = ['better', 'worse', 'equivalent', 'undecided'] as const satisfies Verdict[];

/** The number of comparisons with each verdict, none left out. */
export function countVerdicts(
  comparisons: readonly Pick<ComparedArms, 'verdict'>[],
): { readonly kind: Verdict; readonly count: number }[] {
  return verdictKinds.map((kind) => ({
    kind,
    count: comparisons.filter(({ verdict }) => verdict === kind).length,
  }));
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
 * The verdicts of a family in a few lines for a terminal: how many there are of each, then the decided ones, those of the
 * largest differences first. Empty without comparisons.
 */
export function verdictSummary({ comparisons }: Pick<ComparedFamily, 'comparisons'>): string {
  if (comparisons.length === 0) return '';
  const counts = countVerdicts(comparisons).map(({ kind, count }) => `${count} ${kind}`);
  const number = `${comparisons.length} ${comparisons.length === 1 ? 'comparison' : 'comparisons'}`;
  const decided = comparisons
    .filter(({ verdict }) => verdict !== 'undecided')
    .toSorted((one, other) => Math.abs(other.difference) - Math.abs(one.difference));
  const told = decided.slice(0, mostTold).map((one) => {
    const { a, relation, b, end } = verdictWords(one);
    return `  ${a} ${relation} ${b} ${end} (${signedScore(one.difference, one.metric)})`;
  });
  const rest = decided.length - told.length;
  return [
    `Verdicts of ${number}: ${counts.join(', ')}`,
    ...told,
    ...(rest === 0 ? [] : [`  … and ${rest} more, in the table of comparisons`]),
  ].join('\n');
}
