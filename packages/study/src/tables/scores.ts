import type { DoneResult } from '../results/trial-result.ts';
import type { DataSource } from '@lamella/spec';
import {
  benchmarkInfo,
  isBenchmark,
  isTextTask,
  taskInfo,
  textTaskInfo,
  type TaskName,
  type TextTaskName,
} from '@lamella/tasks';

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
  return scoredBenchmarks(task, data).map((name) => {
    const info = scoreInfo(name);
    return { name, ...info, valueIn: ({ metrics }) => metrics.final[`${name}/${info.metric}`] ?? null };
  });
}

/** The benchmarks of a task that some data have problems of: files may leave out some. */
function scoredBenchmarks(task: TextTaskName, data: DataSource): string[] {
  const { benchmarks, load } = textTaskInfo(task);
  const names = Object.keys(benchmarks);
  if (data.kind !== 'files' || load !== undefined) return names;
  const files: Readonly<Record<string, string>> = data.benchmarks ?? {};
  return names.filter((name) => files[name] !== undefined);
}

/** What the score of a name is: a task of GLUE's or a benchmark's. */
export function scoreInfo(name: string): Pick<ScoreInfo, 'title' | 'metric'> {
  if (isBenchmark(name)) {
    const { title, metrics } = benchmarkInfo(name);
    return { title, metric: metrics[0] };
  }
  const { title, metric } = taskInfo(name);
  return { title, metric };
}
