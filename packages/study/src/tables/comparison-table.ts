import { scoreMetric } from '@lamella/metrics';
import { markdownTable, signedScore } from './formats.ts';
import { type ComparedArms, type ComparedFamily, hasDraws } from './compare-arms.ts';

/** What the tables stand below; of a spec with primary comparisons the others are called exploratory. */
const titles = {
  averages: 'Comparisons over all tasks',
  comparisons: 'Comparisons',
  primary: 'Primary comparisons',
};
const exploratory = (title: string): string =>
  `Exploratory ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
export const comparisonTitles: readonly string[] = [
  ...Object.values(titles),
  ...[titles.averages, titles.comparisons].map(exploratory),
];

/** What tables of comparisons have in common. */
type Family = Pick<ComparedFamily, 'level' | 'margin' | 'primary'>;

/** What is said of all that a spec doesn't name as primary. */
export const exploratoryNote =
  'Exploratory: none of these is among the primary comparisons that the spec names; they are adjusted among themselves, and a verdict of theirs is one to be tested by another study.';

/** The primary comparisons of a spec as a table in Markdown; empty where it names none. */
export function primaryTable({ primary, level, margin }: Family): string {
  if (primary === undefined) return '';
  const { planned, comparisons, missing, changed } = primary;
  const early = comparisons.filter(({ seeds, plannedSeeds = 0 }) => seeds.length < plannedSeeds);
  const note = [
    ...(changed === undefined ? [] : [`**${changed}**`]),
    `p and verdicts at ${100 * level} % for the ${planned} ${planned === 1 ? 'comparison' : 'comparisons'} that the spec names (Holm), and for no others.`,
    ...(margin === undefined
      ? ['Without a margin nothing is equivalent.']
      : [`Equivalent: a difference below ${margin} in either direction (two one-sided tests).`]),
    ...(early.length === 0
      ? []
      : [
          `Not all seeds are done (${Math.min(...early.map(({ seeds }) => seeds.length))} of ${early[0]?.plannedSeeds}): a verdict counts when they are, as each look before that is one more chance of a false one.`,
        ]),
    ...missing.map(({ arms, on }) => `${describePlanned({ arms, on })}: no results yet.`),
  ].join(' ');
  const table =
    comparisons.length === 0
      ? ''
      : `${rowsTable(comparisons, { level, ...(margin !== undefined && { margin }) })}\n`;
  return `**${titles.primary}**\n\n${table}${note}\n`;
}

/** A primary comparison by the names of its arms. */
export function describePlanned({ arms, on }: NonNullable<Family['primary']>['missing'][number]): string {
  return `${arms.join(' against ')} on ${on === 'mean' ? 'the mean over tasks' : on}`;
}

/** All tables of a family that have rows: primary comparisons first, then those on the mean over tasks. */
export function comparisonTables(family: ComparedFamily): string[] {
  const { comparisons } = family;
  const tables = [
    primaryTable(family),
    averageTable(family),
    comparisons.length === 0 ? '' : comparisonTable(family),
  ];
  return tables.filter((table) => table !== '');
}

/** The comparisons of an experiment as a table in Markdown, with what its numbers mean. */
export function comparisonTable({ comparisons, ...family }: Omit<ComparedFamily, 'averages'>): string {
  return `**${titled(titles.comparisons, family)}**\n\n${rowsTable(comparisons, family)}\n${describeFamily(comparisons, family)}\n`;
}

/** The comparisons on the mean over tasks as a table in Markdown; empty where there are none. */
export function averageTable({ averages, ...family }: Omit<ComparedFamily, 'comparisons'>): string {
  if (averages.length === 0) return '';
  const note = [
    ...(family.primary === undefined ? [] : [exploratoryNote]),
    'Each task has the same weight, whatever its metric, and trainings on different tasks are taken to be independent.',
    'The tasks are these: nothing is said of others.',
    `A family of its own: p and verdicts at ${100 * family.level} % for ${countTests(averages)} (Holm).`,
    'Seeds: those of the task that has the fewest.',
  ].join(' ');
  return `**${titled(titles.averages, family)}**\n\n${rowsTable(averages, family)}\n${note}\n`;
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

function titled(title: string, { primary }: Family): string {
  return primary === undefined ? title : exploratory(title);
}

function describeFamily(comparisons: readonly ComparedArms[], { level, margin, primary }: Family): string {
  const factors = new Set(comparisons.map(({ metric }) => scoreMetric(metric).factor));
  const unit = factors.size === 1 && factors.has(100) ? ' × 100' : '';
  return [
    ...(primary === undefined ? [] : [exploratoryNote]),
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
