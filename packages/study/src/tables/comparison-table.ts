import { scoreMetric } from '@lamella/metrics';
import { markdownTable, signedScore } from './formats.ts';
import { type ComparedArms, type ComparedFamily, hasDraws } from './compare-arms.ts';

/** What the two tables stand below. */
export const comparisonTitles = ['Comparisons over all tasks', 'Comparisons'] as const;
const [averagesTitle, comparisonsTitle] = comparisonTitles;

/** What tables of comparisons have in common. */
type Family = Pick<ComparedFamily, 'level' | 'margin'>;

/** The comparisons of an experiment as a table in Markdown, with what its numbers mean. */
export function comparisonTable({ comparisons, ...family }: Omit<ComparedFamily, 'averages'>): string {
  return `**${comparisonsTitle}**\n\n${rowsTable(comparisons, family)}\n${describeFamily(comparisons, family)}\n`;
}

/** The comparisons on the mean over tasks as a table in Markdown; empty where there are none. */
export function averageTable({ averages, ...family }: Omit<ComparedFamily, 'comparisons'>): string {
  if (averages.length === 0) return '';
  const note = [
    'Each task has the same weight, whatever its metric, and trainings on different tasks are taken to be independent.',
    'The tasks are these: nothing is said of others.',
    `A family of its own: p and verdicts at ${100 * family.level} % for ${countTests(averages)} (Holm).`,
    'Seeds: those of the task that has the fewest.',
  ].join(' ');
  return `**${averagesTitle}**\n\n${rowsTable(averages, family)}\n${note}\n`;
}

function rowsTable(comparisons: readonly ComparedArms[], { margin }: Family): string {
  const head = [
    ...['comparison', 'task', 'difference', '95 % interval', 'p (Holm)'],
    ...(margin === undefined ? [] : ['p of equivalence (Holm)']),
    ...['verdict', 'seeds', 'items', 'seeds needed'],
  ];
  const rows = comparisons.map((one) => [
    `${one.a.label} against ${one.b.label}`,
    one.taskTitle,
    formatDifference(one),
    formatInterval(one),
    formatP(one.adjustedP),
    ...(margin === undefined ? [] : [formatP(one.adjustedEquivalenceP ?? NaN)]),
    formatVerdict(one),
    String(one.seeds.length),
    one.items === undefined ? '–' : one.items.toLocaleString('en-US'),
    formatNeeded(one),
  ]);
  return markdownTable(head, rows);
}

function describeFamily(comparisons: readonly ComparedArms[], { level, margin }: Family): string {
  const factors = new Set(comparisons.map(({ metric }) => scoreMetric(metric).factor));
  const unit = factors.size === 1 && factors.has(100) ? ' × 100' : '';
  return [
    `Differences${unit} are means over the seeds that both have; their variance is that of seeds and, where items are counted, of items.`,
    ...(comparisons.some(hasDraws)
      ? ['Where an arm is the mean of several draws, their variance is in it as well.']
      : []),
    `p and verdicts at ${100 * level} % for the family of ${countTests(comparisons)} (Holm); a single interval is not adjusted.`,
    margin === undefined
      ? 'Without a margin nothing is equivalent.'
      : `Equivalent: a difference below ${margin} in either direction (two one-sided tests).`,
    `Seeds needed: for 80 % power at ${100 * level} % ÷ ${Math.max(1, numTests(comparisons))}, if differences and variances are as they were found.`,
  ].join(' ');
}

function countTests(comparisons: readonly ComparedArms[]): string {
  const tests = numTests(comparisons);
  return `${tests} ${tests === 1 ? 'test' : 'tests'}`;
}

/** The comparisons that something can be told of. */
export function numTests(comparisons: readonly Pick<ComparedArms, 'untold'>[]): number {
  return comparisons.filter(({ untold }) => untold === undefined).length;
}

function formatDifference({ difference, metric }: ComparedArms): string {
  return signedScore(difference, metric);
}

function formatInterval({ interval: [lower, upper], metric }: ComparedArms): string {
  return Number.isNaN(lower) ? '–' : `${signedScore(lower, metric)} to ${signedScore(upper, metric)}`;
}

function formatP(pValue: number): string {
  if (Number.isNaN(pValue)) return '–';
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}

function formatVerdict({ verdict, untold }: ComparedArms): string {
  return untold === undefined ? verdict : `${verdict} (${untold})`;
}

/** Decided comparisons need none. */
function formatNeeded({ verdict, untold, seedsNeeded }: ComparedArms): string {
  if (verdict !== 'undecided' || untold !== undefined) return '–';
  return seedsNeeded === undefined ? '> 1,000' : String(seedsNeeded);
}
