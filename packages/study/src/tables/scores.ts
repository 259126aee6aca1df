import { taskInfo } from '@lamella/datasets';
import { benchmarkInfo } from '../benchmarks/benchmark.ts';
import type { DoneResult } from '../results/trial-result.ts';
import {
  type BenchmarkName,
  benchmarkNames,
  type DataSource,
  isTextTask,
  type TaskName,
} from '@lamella/spec';
import { textTaskInfo } from '../text-tasks/text-task.ts';

/** A score that tables and figures show: that of a task of GLUE, or of one of the benchmarks of another task. */
export interface ScoreInfo {
  /** The task of GLUE, or the benchmark. */
  readonly name: string;
  /** In print. */
  readonly title: string;
  /** Such as `accuracy`. */
  readonly metric: string;
  /** The score in a result; null if it's undefined or not there. */
  valueIn(result: DoneResult): number | null;
}

/** The scores of a task, the one that counts first. */
export function scoresOf({
  task,
  data,
}: {
  readonly task: TaskName;
  readonly data: DataSource;
}): ScoreInfo[] {
  if (!isTextTask(task))
    return [{ name: task, ...scoreInfo(task), valueIn: ({ metrics }) => metrics.primary.value }];
  const hasProblems = (name: BenchmarkName): boolean =>
    data.kind !== 'files' || name === 'scienceqa' || data.benchmarks?.[name] !== undefined;
  return textTaskInfo(task)
    .benchmarks.filter(hasProblems)
    .map((name) => {
      const info = scoreInfo(name);
      return { name, ...info, valueIn: ({ metrics }) => metrics.final[`${name}/${info.metric}`] ?? null };
    });
}

/** What the score of a name is: a task of GLUE's or a benchmark's. */
export function scoreInfo(name: string): Pick<ScoreInfo, 'title' | 'metric'> {
  const benchmark = benchmarkNames.find((known) => known === name);
  if (benchmark !== undefined) {
    const { title, metrics } = benchmarkInfo(benchmark);
    return { title, metric: metrics[0] };
  }
  const { title, metric } = taskInfo(name);
  return { title, metric };
}
