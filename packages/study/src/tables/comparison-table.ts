import { scoreMetric } from '@lamella/metrics';
import { markdownTable, signedScore } from './formats.ts';
import type { ComparedArms, ComparedFamily } from './compare-arms.ts';

/** The comparisons of an experiment as a table in Markdown, with what its numbers mean. */
export function comparisonTable({ level, margin, comparisons }: ComparedFamily): string {
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
  return `**Comparisons**\n\n${markdownTable(head, rows)}\n${describeFamily({ level, margin, comparisons })}\n`;
}

function describeFamily({
  level,
  margin,
  comparisons,
}: Pick<ComparedFamily, 'level' | 'comparisons'> & { readonly margin: number | undefined }): string {
  const tested = comparisons.filter(({ untold }) => untold === undefined).length;
  const factors = new Set(comparisons.map(({ metric }) => scoreMetric(metric).factor));
  const unit = factors.size === 1 && factors.has(100) ? ' × 100' : '';
  const family = `${tested} ${tested === 1 ? 'test' : 'tests'}`;
  return [
    `Differences${unit} are means over the seeds that both have; their variance is that of seeds and, where items are counted, of items.`,
    `p and verdicts at ${100 * level} % for the family of ${family} (Holm); a single interval is not adjusted.`,
    margin === undefined
      ? 'Without a margin nothing is equivalent.'
      : `Equivalent: a difference below ${margin} in either direction (two one-sided tests).`,
    `Seeds needed: for 80 % power at ${100 * level} % ÷ ${Math.max(1, tested)}, if differences and variances are as they were found.`,
  ].join(' ');
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
