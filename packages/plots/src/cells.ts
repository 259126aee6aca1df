import { groupBy } from '@lamella/core';
import { scoreMetric } from '@lamella/metrics';
import { summariseTasks } from '@lamella/metrics/scores';
import { selectsLayers, usesLora, type Tuned } from './methods.ts';
import type { ScoreRow } from './rows.ts';
import { distinctNumbers } from './collections.ts';

/** The seeds of one setting on one task, put together, in the unit that the metric is shown in. */
export interface ScoreCell extends Tuned {
  readonly task: string;
  readonly metric: string;
  readonly method: string;
  readonly layers: number;
  readonly rank: number;
  readonly trainableParameters: number;
  /** One per seed. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Sample standard deviation over seeds; 0 for one seed. */
  readonly deviation: number;
  /** The baseline's score, in the same unit; absent where the rows have none. */
  readonly baseline?: { readonly of: string; readonly value: number };
}

/** Rows by task, method, N and rank. */
export function scoreCells(rows: readonly ScoreRow[]): ScoreCell[] {
  const shown = rows.map((row) => ({ ...row, score: scoreMetric(row.metric).factor * row.score }));
  return summariseTasks(shown).map((summary) => {
    const {
      task,
      metric,
      method,
      tuning,
      selection,
      layers,
      rank,
      trainable = NaN,
      scores,
      mean = NaN,
      deviation = 0,
      baseline,
      baselineOf,
    } = summary;
    return {
      task,
      metric,
      method,
      tuning,
      selection,
      layers,
      rank,
      trainableParameters: trainable,
      scores,
      mean,
      deviation,
      ...(baseline !== undefined &&
        baselineOf !== undefined && {
          baseline: { of: baselineOf, value: scoreMetric(metric).factor * baseline },
        }),
    };
  });
}

/** The tasks that occur, in the order of the rows. */
export interface Task {
  readonly name: string;
  readonly title: string;
  readonly metric: string;
}

export function tasksOf(rows: readonly ScoreRow[]): Task[] {
  const first = new Map<string, Task>();
  for (const { task, taskTitle, metric } of rows) {
    if (!first.has(task)) first.set(task, { name: task, title: taskTitle, metric });
  }
  return [...first.values()];
}

/** The number of layers of the model, from the one-hot strings. */
export function numLayersOf(rows: readonly ScoreRow[]): number {
  return Math.max(0, ...rows.map((row) => row.selected.length));
}

/**
 * The rank at which methods are compared where a figure is not about rank: of those tried with the most values of N
 * the one nearest to 8, the paper's rank for encoders.
 */
export function mainRank(rows: readonly ScoreRow[]): number | undefined {
  return mainValue(rows, { of: 'rank', across: 'layers', near: 8 });
}

/**
 * The N at which methods are compared: of those tried with the most ranks the one nearest to half of the layers.
 *
 * @param numLayers of the model; what some rows don't tell, such as those of draws alone
 */
export function mainLayers(
  rows: readonly ScoreRow[],
  numLayers: number = numLayersOf(rows),
): number | undefined {
  return mainValue(rows, { of: 'layers', across: 'rank', near: numLayers / 2 });
}

/** The rank and the N at which methods are compared; without methods that select layers there are none. */
export function mainSetting(
  rows: readonly ScoreRow[],
  numLayers: number = numLayersOf(rows),
): { readonly rank?: number; readonly layers?: number } {
  const rank = mainRank(rows);
  const layers = mainLayers(rank === undefined ? rows : rowsAt(rows, { rank }), numLayers);
  return { ...(rank !== undefined && { rank }), ...(layers !== undefined && { layers }) };
}

type Setting = 'rank' | 'layers';

function mainValue(
  rows: readonly ScoreRow[],
  { of, across, near }: { of: Setting; across: Setting; near: number },
): number | undefined {
  const groups = groupBy(rows.filter(selectsLayers), (row) => (of === 'rank' ? rankOf(row) : row.layers));
  const candidates = [...groups].map(([value, group]) => {
    return { value, numTrials: group.length, variety: distinctNumbers(group, (row) => row[across]).length };
  });
  const variety = Math.max(...candidates.map((candidate) => candidate.variety));
  const varied = candidates.filter((candidate) => candidate.variety === variety);
  // A sweep that has just begun must not outweigh one that is done.
  const numTrials = Math.max(...varied.map((candidate) => candidate.numTrials));
  const tried = varied.filter((candidate) => 2 * candidate.numTrials >= numTrials);
  return tried.sort((a, b) => Math.abs(a.value - near) - Math.abs(b.value - near) || a.value - b.value)[0]
    ?.value;
}

/** The rank that a row is compared at. */
function rankOf({ rank, comparedRank = rank }: ScoreRow): number {
  return comparedRank;
}

/**
 * The rows that are comparable at one rank and, if given, one N. Full fine-tuning and head-only tuning have
 * neither, LoRA on all layers has a rank only.
 */
export function rowsAt(rows: readonly ScoreRow[], setting: { rank?: number; layers?: number }): ScoreRow[] {
  return rows.filter((row) => {
    if (!usesLora(row)) return true;
    if (setting.rank !== undefined && rankOf(row) !== setting.rank) return false;
    return setting.layers === undefined || !selectsLayers(row) || row.layers === setting.layers;
  });
}

/** The subtitle's list: model, tasks, a figure's own setting, seeds. */
export function describeRows(rows: readonly ScoreRow[], setting: readonly string[]): string {
  const tasks = tasksOf(rows);
  const task = tasks.length === 1 ? (tasks[0]?.title ?? '') : `${tasks.length} tasks`;
  return [`${rows[0]?.model} (${numLayersOf(rows)} layers)`, task, ...setting, describeSeeds(rows)].join(
    ' · ',
  );
}

/** "3 seeds", or "1 to 3 seeds" where settings differ. */
function describeSeeds(rows: readonly ScoreRow[]): string {
  const counts = distinctNumbers(scoreCells(rows), (cell) => cell.scores.length);
  const [least = 0, most = 0] = [counts[0], counts.at(-1)];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'seed' : 'seeds'}`;
}
