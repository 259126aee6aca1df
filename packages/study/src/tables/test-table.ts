import { spreadBy } from '@lamella/metrics/scores';
import { describeTableRows } from '@lamella/tasks';
import type { TrialCell } from './collect-cells.ts';
import { formatSpread, markdownTable } from './formats.ts';
import { settingOf, type SharedColumns } from './rows.ts';
import { scoresOf } from './scores.ts';
import { sweptColumns } from './swept-columns.ts';

/** A trial's score on the test rows of a user's own table. */
export interface TestRow extends SharedColumns {
  /** Swept settings in print; empty if there are none. */
  readonly settings: string;
  readonly task: string;
  readonly taskTitle: string;
  readonly metric: string;
  readonly score: number | null;
}

/** The scores on test rows of all results that have any. */
export function testRows(cells: readonly TrialCell[]): TestRow[] {
  return cells.flatMap((cell) => {
    const { trial, result } = cell;
    const [info] = scoresOf(trial);
    if (result === undefined || info === undefined) return [];
    const { title: taskTitle, metric } = info;
    const score = result.metrics.final[`${metric}_test`];
    if (score === undefined) return [];
    return [{ settings: '', ...settingOf(cell), task: trial.task, taskTitle, metric, score }];
  });
}

/** The scores on test rows, means over seeds, apart from those on dev rows, which may have chosen the checkpoint. */
export function testTable(rows: readonly TestRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const labels = sweptColumns(rows);
  const means = spreadBy(rows, [
    ...(['model', 'settings', 'method', 'methodTitle', 'layers', 'rank', 'taskTitle', 'metric'] as const),
  ]);
  const lines = means.map(({ methodTitle, layers, rank, mean, deviation, ...setting }) => {
    const texts = labels.map(({ textOf }) => textOf(setting));
    const score = mean === undefined ? '–' : formatSpread({ mean, deviation, metric: first.metric });
    return [methodTitle, String(layers), rank === 0 ? '' : String(rank), ...texts, score];
  });
  const table = markdownTable(
    ['method', 'N', 'rank', ...labels.map(({ head }) => head), `${first.taskTitle}, ${first.metric}`],
    lines,
  );
  return `**Test rows**, scored once, after training\n\n${table}`;
}

/** Describes the rows of a user's own table, by its results. */
export function dataNote(cells: readonly TrialCell[]): string {
  const notes = cells.flatMap(({ result }) =>
    result?.data === undefined ? [] : [`Data: ${describeTableRows(result.data)}.\n`],
  );
  return [...new Set(notes)].join('');
}
