import { spreadBy } from '@lamella/metrics/scores';
import type { GroupRow } from '@lamella/plots';
import { markdownTable } from './formats.ts';

/** A table for each benchmark and kind of group: methods down, groups across, means over seeds. */
export function groupTables(rows: readonly GroupRow[]): string[] {
  const kinds = new Map(rows.map((row) => [JSON.stringify([row.benchmark, row.by]), row]));
  return [...kinds.values()].map(({ benchmark, benchmarkTitle, by }) => {
    const own = rows.filter((row) => row.benchmark === benchmark && row.by === by);
    return `**${benchmarkTitle} by ${by}**, scores × 100 (problems)\n\n${groupTable(own)}`;
  });
}

function groupTable(rows: readonly GroupRow[]): string {
  const groups = new Map(rows.map(({ group, count }) => [group, count]));
  const head = ['method', 'N', 'rank', ...[...groups].map(([group, count]) => `${group} (${count})`)];
  const means = spreadBy(rows, ['method', 'layers', 'rank', 'group']);
  const methods = spreadBy(rows, ['method', 'methodTitle', 'layers', 'rank']);
  const lines = methods.map(({ method, methodTitle, layers, rank }) => {
    const own = means.filter((row) => row.method === method && row.layers === layers && row.rank === rank);
    const cells = [...groups.keys()].map((group) => formatMean(own.find((row) => row.group === group)?.mean));
    return [methodTitle, String(layers), rank === 0 ? '' : String(rank), ...cells];
  });
  return markdownTable(head, lines);
}

function formatMean(mean: number | undefined): string {
  return mean === undefined ? '–' : (100 * mean).toFixed(1);
}
