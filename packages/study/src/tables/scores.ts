import type { DoneResult } from '../results/trial-result.ts';
import type { DataSource } from '@lamella/spec';
import { dataLabel } from '../inputs/labels.ts';
import {
  benchmarkInfo,
  isBenchmark,
  isTableTask,
  isTextTask,
  scoredBenchmarks,
  tableTaskInfo,
  taskInfo,
  type TaskName,
} from '@lamella/tasks';

/** The score of answering without a look at the example, as a result records it. */
type RecordedBaseline = NonNullable<DoneResult['baselines']>[string];

/** A score that tables and figures show: that of a task of GLUE, of a user's own table, or of one of the benchmarks of a task. */
export interface ScoreInfo {
  /** The task, or the benchmark. */
  readonly name: string;
  /** In print. */
  readonly title: string;
  /** Such as `accuracy`. */
  readonly metric: string;
  /** Whether it is of a dev set's predictions, and not of answers to a benchmark. */
  readonly isPredicted: boolean;
  /** The score in a result; null if it's undefined or not there. */
  valueIn(result: DoneResult): number | null;
  /** The baseline of the score, where the result has one. */
  baselineIn(result: DoneResult): RecordedBaseline | undefined;
}

/** The scores of a task, the one that counts first. */
export function scoresOf({
  task,
  data,
}: {
  readonly task: TaskName;
  readonly data: DataSource;
}): ScoreInfo[] {
  if (!isTextTask(task) || isTableTask(task))
    return [
      {
        ...{ name: task, ...scoreInfo(task, data), isPredicted: true },
        valueIn: ({ metrics }) => metrics.primary.value,
        baselineIn: ({ baselines = {} }) => baselines[task],
      },
    ];
  return scoredBenchmarks(task, data).map((name) => {
    const info = scoreInfo(name, data);
    return {
      ...{ name, ...info, isPredicted: false },
      valueIn: ({ metrics }) => metrics.final[`${name}/${info.metric}`] ?? null,
      baselineIn: ({ baselines = {} }) => baselines[name],
    };
  });
}

/** The title and metric of a score: of a benchmark, of a user's own table, which has the title of its data, or of a GLUE task. */
export function scoreInfo(name: string, data: DataSource): Pick<ScoreInfo, 'title' | 'metric'> {
  if (isBenchmark(name)) {
    const { title, metrics } = benchmarkInfo(name);
    return { title, metric: metrics[0] };
  }
  if (isTableTask(name)) {
    const [usual = ''] = tableTaskInfo(name).reported;
    return { title: dataLabel(data), metric: (data.kind === 'table' ? data.metric : undefined) ?? usual };
  }
  const { title, metric } = taskInfo(name);
  return { title, metric };
}
