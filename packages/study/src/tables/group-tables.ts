import { from } from 'arquero';
import { benchmarkInfo } from '../benchmarks/benchmark.ts';
import type { BenchmarkName } from '@lamella/spec';
import type { Cell } from './collect-cells.ts';
import { markdownTable } from './markdown.ts';

/** The score of a method on a group of problems, with one seed. */
export interface GroupRow {
  readonly method: string;
  readonly title: string;
  readonly layers: number;
  readonly rank: number;
  readonly seed: number;
  readonly benchmark: string;
  /** The kind of group: `level`. */
  readonly by: string;
  readonly group: string;
  /** Problems in the group. */
  readonly count: number;
  readonly score: number;
}

/** The groups of all results that have any. */
export function groupRows(cells: readonly Cell[]): GroupRow[] {
  return cells.flatMap(({ trial, layers, result }) =>
    (result?.groups ?? []).flatMap(({ score, ...group }) => {
      if (score === null) return [];
      const { method, title, adapter, seed } = trial;
      return [{ method, title, layers, rank: adapter?.rank ?? 0, seed, ...group, score }];
    }),
  );
}

/** A table for each benchmark and kind of group: methods down, groups across, means over seeds. */
export function groupTables(rows: readonly GroupRow[]): string[] {
  const kinds = new Map(rows.map((row) => [JSON.stringify([row.benchmark, row.by]), row]));
  return [...kinds.values()].map(({ benchmark, by }) => {
    const own = rows.filter((row) => row.benchmark === benchmark && row.by === by);
    const { title } = benchmarkInfo(benchmark as BenchmarkName);
    return `**${title} by ${by}**, scores × 100 (problems)\n\n${groupTable(own)}`;
  });
}

function groupTable(rows: readonly GroupRow[]): string {
  const groups = new Map(rows.map(({ group, count }) => [group, count]));
  const methods = new Map(rows.map((row) => [methodKey(row), row]));
  const head = ['method', 'N', 'rank', ...[...groups].map(([group, count]) => `${group} (${count})`)];
  const lines = [...methods].map(([key, { title, layers, rank }]) => [
    title,
    String(layers),
    rank === 0 ? '' : String(rank),
    ...[...groups.keys()].map((group) =>
      formatMean(rows.filter((row) => row.group === group && methodKey(row) === key)),
    ),
  ]);
  return markdownTable(head, lines);
}

function methodKey({ method, layers, rank }: GroupRow): string {
  return JSON.stringify([method, layers, rank]);
}

function formatMean(rows: readonly GroupRow[]): string {
  if (rows.length === 0) return '–';
  return ((100 * rows.reduce((sum, { score }) => sum + score, 0)) / rows.length).toFixed(1);
}

/** The groups as CSV; scores are not multiplied by 100. */
export function groupCsv(rows: readonly GroupRow[]): string {
  return from([...rows]).toCSV();
}
