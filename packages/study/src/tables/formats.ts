import { scoreMetric } from '@lamella/metrics';
import type { Spread } from '@lamella/metrics/scores';
import { from } from 'arquero';
import type { DoneResult } from '../results/trial-result.ts';

/**
 * A table in Markdown; text is to the left, numbers to the right.
 *
 * @param text - heads of the columns that hold text @default the first one
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  text: readonly string[] = head.slice(0, 1),
): string {
  const lines = [head, head.map((title) => (text.includes(title) ? '---' : '--:')), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('');
}

/**
 * Rows as CSV, with exact numbers.
 *
 * @param columns members of a row, in order; `methodTitle` is headed `title`
 */
export function toCsv<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  const heads = columns.map((column) => [column, column === 'methodTitle' ? 'title' : column] as const);
  // Each row has every column: arquero takes those of the first one.
  return from(
    rows.map((row) => Object.fromEntries(heads.map(([column, head]) => [head, row[column]]))),
  ).toCSV();
}

/** A score in the unit that tables show it in. */
export function formatScore(value: number, metric: string): string {
  const { factor, decimals } = scoreMetric(metric);
  return (factor * value).toFixed(decimals);
}

/** A peak of memory in MiB, with `≤` where memory may be in it that earlier trials have left. */
export function formatPeakMemory({
  peakMemoryBytes,
  hasOwnPeak,
}: Pick<DoneResult['cost'], 'peakMemoryBytes' | 'hasOwnPeak'>): string {
  const mebibytes = (peakMemoryBytes / 2 ** 20).toFixed(0);
  return hasOwnPeak === true ? mebibytes : `≤ ${mebibytes}`;
}

/** A mean with its deviation, if it has one. */
export function formatSpread({
  mean = NaN,
  deviation,
  metric,
}: Pick<Spread, 'mean' | 'deviation'> & { readonly metric: string }): string {
  const text = formatScore(mean, metric);
  return deviation === undefined ? text : `${text} ± ${formatScore(deviation, metric)}`;
}

/** A difference of scores as {@link formatScore} has them, with its sign; 0 has none. */
export function signedScore(value: number, metric: string): string {
  return withSign(value, formatScore(Math.abs(value), metric));
}

/** The text of an absolute value with the sign of the value; 0 has none. */
export function withSign(value: number, absolute: string): string {
  if (Number(absolute) === 0) return absolute;
  return `${value < 0 ? '−' : '+'}${absolute}`;
}
