import { from, op } from 'arquero';
import { areAlike } from '../task/score-metric.ts';
import type { Gap, ScoreRow, ScoreSetting, SweepRow } from './score-row.ts';

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

/** A method of a model at one N, rank and swept settings; 0 stands for none. */
export interface SettingGroup {
  readonly model: string;
  /** Empty if nothing else is swept. */
  readonly settings: string;
  readonly method: string;
  readonly title: string;
  readonly layers: number;
  readonly rank: number;
}

/** How many trials have no score, by the reason. */
export type Gaps = Readonly<Record<Gap, number>>;

/** A method at one N and rank on one task, over all seeds. */
export interface TaskSummary
  extends
    SettingGroup,
    Spread,
    Gaps,
    Pick<ScoreSetting, 'tuning' | 'selection' | 'adapter' | 'initialisation'> {
  /** The task, or the benchmark of one. */
  readonly task: string;
  readonly metric: string;
  readonly trainable: number | undefined;
  readonly secondsPerStep: number | undefined;
  readonly peakMemoryMib: number | undefined;
  /** The baseline's score, where results have one; the mean over seeds. */
  readonly baseline?: number;
  readonly baselineOf?: NonNullable<ScoreRow['baselineOf']>;
  /** The scores that there are, one per seed, in the order of the rows. */
  readonly scores: readonly number[];
}

/** A method at one N and rank over its tasks: the spread of each seed's mean, for seeds that have a score on all of them. */
export interface AverageSummary extends SettingGroup, Spread {
  readonly tasks: number;
  /** That of one of the tasks: the others are shown in the same unit. */
  readonly metric: string;
}

const spread = {
  mean: op.mean('score'),
  deviation: op.stdev('score'),
  scored: op.valid('score'),
  seeds: op.count(),
};
const setting = ['model', 'settings', 'method', 'title', 'layers', 'rank'];

/**
 * Mean and sample standard deviation of the scores of rows that agree in some members, in the order of the first row of each.
 * All means over seeds, in tables and in figures, are made here.
 */
export function spreadBy<Row extends { readonly score: number | null }, Key extends keyof Row & string>(
  rows: readonly Row[],
  keys: readonly Key[],
): (Pick<Row, Key> & Spread)[] {
  if (rows.length === 0) return [];
  return from([...rows])
    .groupby(...keys)
    .rollup(spread)
    .objects() as (Pick<Row, Key> & Spread)[];
}

/** Summaries by method, N, rank and task, in the order of the rows. */
export function summariseTasks(rows: readonly SweepRow[]): TaskSummary[] {
  if (rows.length === 0) return [];
  const summaries = from(rows.map(toColumns))
    .groupby(...setting, 'task')
    .rollup({
      ...spread,
      failed: op.sum('failed'),
      missing: op.sum('missing'),
      outdated: op.sum('outdated'),
      undefined: op.sum('undefined'),
      trainable: op.max('trainableParameters'),
      secondsPerStep: op.mean('secondsPerStep'),
      peakMemoryMib: op.mean('peakMemoryMiB'),
      metric: op.any('metric'),
      tuning: op.any('tuning'),
      selection: op.any('selection'),
      adapter: op.any('adapter'),
      initialisation: op.any('initialisation'),
      scores: op.array_agg('score'),
      baseline: op.mean('baseline'),
      baselineOf: op.any('baselineOf'),
    })
    .objects() as TaskSummary[];
  return summaries.map(
    ({ selection = null, adapter = null, initialisation = null, baseline, baselineOf, ...summary }) => {
      const scores = summary.scores.filter((score) => score !== null);
      return {
        ...summary,
        ...{ selection, adapter, initialisation, scores },
        ...(baseline !== undefined && baselineOf !== undefined && { baseline, baselineOf }),
      };
    },
  );
}

/** Averages over tasks by method, N and rank, in the order of the rows; there is none of scores that are not alike. */
export function summariseAverages(rows: readonly SweepRow[]): AverageSummary[] {
  if (rows.length === 0) return [];
  const isDefined = areAlike(rows.map(({ metric }) => metric));
  return (
    from(rows.map(toColumns).map((row) => (isDefined ? row : { ...row, score: null })))
      .groupby(...setting, 'seed')
      .rollup({
        average: op.mean('score'),
        scoredTasks: op.valid('score'),
        tasks: op.count(),
        metric: op.any('metric'),
      })
      // A text, which no compiler changes: arquero reads expressions from their source.
      .derive({ score: 'd => (d.scoredTasks === d.tasks ? d.average : null)' })
      .groupby(...setting)
      .rollup({ ...spread, tasks: op.max('tasks'), metric: op.any('metric') })
      .objects() as AverageSummary[]
  );
}

/** A row with a column for every reason, and null for what a trial without a result doesn't say. */
function toColumns(row: SweepRow) {
  const gap = 'gap' in row ? row.gap : undefined;
  const is = (reason: Gap): number => Number(gap === reason);
  const { methodTitle: title, trainableParameters = null, secondsPerStep = null, peakMemoryMiB = null } = row;
  const { settings = '', baseline = null, baselineOf = null } = row;
  return {
    ...row,
    title,
    settings,
    baseline,
    baselineOf,
    trainableParameters,
    secondsPerStep,
    peakMemoryMiB,
    failed: is('failed'),
    missing: is('missing'),
    outdated: is('outdated'),
    undefined: is('undefined'),
  };
}
