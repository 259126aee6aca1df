import { from, op, type ColumnTable } from 'arquero';
import type { Cell } from './collect-cells.ts';
import { scoresOf } from './scores.ts';

/** A method at one N and rank; 0 stands for none. */
export interface Group {
  readonly method: string;
  readonly title: string;
  readonly layers: number;
  readonly rank: number;
}

/** How many of some trials have no score, and why. */
export interface Gaps {
  readonly failed: number;
  readonly missing: number;
  readonly outdated: number;
  /** Done, but the metric is not defined, as the correlation of constant predictions. */
  readonly undefined: number;
}

/** Scores over seeds. */
export interface Spread {
  /** Undefined if no seed has a score. */
  readonly mean: number | undefined;
  /** Sample standard deviation; undefined for fewer than two seeds. */
  readonly deviation: number | undefined;
  /** Seeds with a score, and seeds of the sweep. */
  readonly scored: number;
  readonly seeds: number;
}

/** A group on one task. */
export interface TaskSummary extends Group, Spread, Gaps {
  /** The task, or the benchmark of one. */
  readonly task: string;
  readonly trainable: number | undefined;
  readonly secondsPerStep: number | undefined;
  readonly peakMemoryMib: number | undefined;
}

/** A group over its tasks: the spread of each seed's mean, for seeds that have a score on all of them. */
export interface AverageSummary extends Group, Spread {
  readonly tasks: number;
}

const group = ['method', 'title', 'layers', 'rank'];

/** Summaries by task, in the order in which a sweep has its cells. */
export function summariseTasks(cells: readonly Cell[]): TaskSummary[] {
  return tabulate(cells)
    .groupby(...group, 'task')
    .rollup({
      mean: op.mean('score'),
      deviation: op.stdev('score'),
      scored: op.valid('score'),
      seeds: op.count(),
      failed: op.sum('failed'),
      missing: op.sum('missing'),
      outdated: op.sum('outdated'),
      undefined: op.sum('undefined'),
      trainable: op.max('trainable'),
      secondsPerStep: op.mean('secondsPerStep'),
      peakMemoryMib: op.mean('peakMemoryMib'),
    })
    .objects() as TaskSummary[];
}

/** Averages over tasks. */
export function summariseAverages(cells: readonly Cell[]): AverageSummary[] {
  return (
    tabulate(cells)
      .groupby(...group, 'seed')
      .rollup({ average: op.mean('score'), scoredTasks: op.valid('score'), tasks: op.count() })
      // A text, which no compiler changes: arquero reads expressions from their source.
      .derive({ whole: 'd => (d.scoredTasks === d.tasks ? d.average : null)' })
      .groupby(...group)
      .rollup({
        mean: op.mean('whole'),
        deviation: op.stdev('whole'),
        scored: op.valid('whole'),
        seeds: op.count(),
        tasks: op.max('tasks'),
      })
      .objects() as AverageSummary[]
  );
}

function tabulate(cells: readonly Cell[]): ColumnTable {
  return from(
    cells.flatMap((cell) =>
      scoresOf(cell.trial).map(({ name, valueIn }) => {
        const score = cell.result === undefined ? null : valueIn(cell.result);
        return {
          task: name,
          score,
          undefined: Number(cell.state === 'done' && score === null),
          ...toRow(cell),
        };
      }),
    ),
  );
}

function toRow({ trial, layers, state, result }: Cell) {
  return {
    method: trial.method,
    title: trial.title,
    layers,
    rank: trial.adapter?.rank ?? 0,
    seed: trial.seed,
    failed: Number(state === 'failed'),
    missing: Number(state === 'missing'),
    outdated: Number(state === 'outdated'),
    trainable: result?.parameters.trainable ?? null,
    secondsPerStep: result?.cost.secondsPerStep ?? null,
    peakMemoryMib: result === undefined ? null : result.cost.peakMemoryBytes / 2 ** 20,
  };
}
