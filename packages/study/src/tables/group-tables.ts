import { spreadBy } from '@lamella/metrics/scores';
import type { GroupRow } from '@lamella/plots';
import { markdownTable } from './formats.ts';
import { settingKeys, sweptColumns } from './swept-columns.ts';

/** A table for each benchmark and kind of group: methods down, groups across, means over seeds. */
export function groupTables(rows: readonly GroupRow[]): string[] {
  const kinds = new Map(rows.map((row) => [JSON.stringify([row.benchmark, row.by]), row]));
  return [...kinds.values()].map(({ benchmark, benchmarkTitle, by }) => {
    const own = rows.filter((row) => row.benchmark === benchmark && row.by === by);
    return `**${benchmarkTitle} by ${by}**, scores × 100 (problems)\n\n${groupTable(own)}`;
  });
}

function groupTable(groupRows: readonly GroupRow[]): string {
  const rows = groupRows.map((row) => ({ ...row, settings: row.settings ?? '' }));
  const labels = sweptColumns(rows);
  const groups = new Map(rows.map(({ group, count }) => [group, count]));
  const heads = ['method', 'N', 'rank', ...labels.map((label) => label.head)];
  const head = [...heads, ...[...groups].map(([group, count]) => `${group} (${count})`)];
  const means = spreadBy(rows, [...settingKeys, 'group']);
  const methods = spreadBy(rows, [...settingKeys, 'methodTitle']);
  const lines = methods.map((setting) => {
    const { methodTitle, layers, rank } = setting;
    const own = means.filter((row) => settingKeys.every((key) => row[key] === setting[key]));
    const cells = [...groups.keys()].map((group) => formatMean(own.find((row) => row.group === group)?.mean));
    const texts = labels.map(({ textOf }) => textOf(setting));
    return [methodTitle, String(layers), rank === 0 ? '' : String(rank), ...texts, ...cells];
  });
  return markdownTable(head, lines);
}

function formatMean(mean: number | undefined): string {
  return mean === undefined ? '–' : (100 * mean).toFixed(1);
}
