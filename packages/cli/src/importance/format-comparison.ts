import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { formatNumber } from './format-report.ts';
import type { ImportanceReport } from './importance-report.ts';
import type { MetricComparison, MetricPair } from './metric-comparison.ts';
import { alignToTheRight, markOf } from './table-cells.ts';

/** Several metrics as tables: a column of values and ranks for each, their selections, and how far each two agree. */
export function formatComparison(comparison: MetricComparison): string {
  const { model, data, samples, passes, metrics, notes } = comparison;
  const cost = passes.map(
    ({ kind, count, seconds }) =>
      `${count} ${kind} ${count === 1 ? 'pass' : 'passes'} ${seconds.toFixed(1)} s`,
  );
  return [
    `Importance of the layers of ${model} for ${data}, by ${metrics.length} metrics (${samples} samples; ${cost.join(', ')})`,
    '',
    ...alignToTheRight(valueRows(metrics)),
    '',
    ...legend(metrics),
    ...selectionLines(metrics),
    ...agreementLines(comparison),
    ...notes.flatMap((note) => ['', note]),
  ].join('\n');
}

/** A row for each layer: value, rank, and a mark where it is selected. */
function valueRows(metrics: readonly ImportanceReport[]): string[][] {
  const head = metrics.flatMap(({ method }) => [importanceOf(method).column, 'rank']);
  const layers = metrics[0]?.layers ?? [];
  return [
    ['layer', ...head],
    ...layers.map(({ layer }) => [
      String(layer),
      ...metrics.flatMap((report) => [
        formatNumber(report.layers[layer]?.importance ?? NaN),
        `${report.layers[layer]?.rank ?? '-'}${markOf(report.selection, layer)}`,
      ]),
    ]),
  ];
}

function legend(metrics: readonly ImportanceReport[]): string[] {
  if (metrics.every(({ selection }) => selection === undefined)) return [];
  return ['* selected; ? undecided: more than one in twenty other samples would decide otherwise', ''];
}

function selectionLines(metrics: readonly ImportanceReport[]): string[] {
  const rows = metrics.flatMap(({ method, selection }) => {
    if (selection === undefined) return [];
    const { layers, mask, overlap, undecided, headOverlap } = selection;
    return [
      [
        method,
        layers.join(' '),
        mask,
        overlap?.toFixed(2) ?? '-',
        undecided === undefined ? '-' : undecided.join(' ') || 'none',
        headOverlap?.toFixed(2) ?? '-',
      ],
    ];
  });
  if (rows.length === 0) return [];
  const hasHeads = metrics.some(({ heads }) => heads !== undefined);
  const head = ['metric', 'selected', 'mask', 'overlap', 'undecided', 'heads'];
  return [
    ...alignToTheRight([head, ...rows].map((row) => (hasHeads ? row : row.slice(0, -1)))),
    '',
    `overlap: mean Jaccard index with the selections of other samples${hasHeads ? '; heads: with those by single heads' : ''}`,
    '',
  ];
}

/** A triangle of Kendall's tau below the diagonal, and above it the layers that both select. */
function agreementLines({ metrics, agreement }: MetricComparison): string[] {
  const names = metrics.map(({ method }) => method);
  const pairOf = (a: ImportanceMethod, b: ImportanceMethod): MetricPair | undefined =>
    agreement.find(({ metrics: pair }) => pair.includes(a) && pair.includes(b));
  const cell = (row: number, column: number): string => {
    const [a, b] = [names[row], names[column]];
    if (row === column || a === undefined || b === undefined) return '-';
    const pair = pairOf(a, b);
    return row > column ? (pair?.tau?.toFixed(2) ?? '-') : String(pair?.overlap?.shared ?? '');
  };
  return [
    `Agreement: Kendall's tau-b below the diagonal${describeChance(metrics, agreement)}`,
    '',
    ...alignToTheRight([
      ['', ...names],
      ...names.map((name, row) => [name, ...names.map((_, column) => cell(row, column))]),
    ]),
  ];
}

function describeChance(metrics: readonly ImportanceReport[], agreement: readonly MetricPair[]): string {
  const chances = agreement.flatMap(({ chance }) => chance ?? []);
  if (chances.length === 0) return '';
  const range = (values: readonly number[]): string =>
    [...new Set([Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2)))].join(' to ');
  const [shared, jaccard] = [chances.map((one) => one.shared), chances.map((one) => one.jaccard)];
  return (
    `, layers that both select of ${metrics[0]?.selection?.layers.length} above it ` +
    `(by chance ${range(shared)}; a Jaccard index of ${range(jaccard)})`
  );
}
