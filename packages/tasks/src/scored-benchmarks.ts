import type { DataSource } from './data-source.ts';
import { isTextTask, type TaskName, textTaskInfo } from './registry.ts';

/**
 * The benchmarks of a task that some data have problems of: files may leave out some, and the hub doesn't have all. None for tasks
 * that are scored by a dev set.
 */
export function scoredBenchmarks(task: TaskName, data: DataSource): string[] {
  if (!isTextTask(task)) return [];
  const { benchmarks, load, make } = textTaskInfo(task);
  const names = Object.keys(benchmarks);
  if (load !== undefined || make !== undefined) return names;
  if (data.kind !== 'files') return names.filter((name) => benchmarks[name]?.hub !== undefined);
  return names.filter((name) => data.benchmarks?.[name] !== undefined);
}
