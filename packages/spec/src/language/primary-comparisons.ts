import { isTableTask, isTextTask, scoredBenchmarks } from '@lamella/tasks';
import type { ExperimentSpec } from './experiment-spec.ts';

/** What a comparison is on that is not on one task. */
export const MEAN_OVER_TASKS = 'mean';

/** A comparison that a spec names as primary, with what it leaves open filled in. */
export interface PrimaryComparison {
  /** The first against the second: methods, or all draws of a kind. */
  readonly arms: readonly [arm: string, reference: string];
  /** {@link MEAN_OVER_TASKS}, or a task, or one of the benchmarks of a task. */
  readonly on: string;
  /** N, or a ratio; absent: there is one. */
  readonly layers?: number;
  /** Absent: there is one. */
  readonly rank?: number;
}

type Compared = Pick<ExperimentSpec, 'compare' | 'tasks' | 'data'>;

/** The primary comparisons of a spec, in its order; none if it names none. */
export function primaryComparisons(spec: Compared): PrimaryComparison[] {
  const usual = usualPlace(spec);
  return (spec.compare?.primary ?? []).map((written) => {
    const { arms, on = usual, ...at } = isPair(written) ? { arms: written } : written;
    const [arm = '', reference = ''] = arms;
    return { arms: [arm, reference], on: on ?? MEAN_OVER_TASKS, ...at };
  });
}

type Written = NonNullable<NonNullable<ExperimentSpec['compare']>['primary']>[number];

/** Whether a comparison is written as two arms alone. */
export function isPair(written: Written): written is Extract<Written, readonly string[]> {
  return Array.isArray(written);
}

/** The names of a spec's scores: tasks, or the benchmarks that its tasks are scored by. */
export function scoreNames({ tasks, data }: Pick<ExperimentSpec, 'tasks' | 'data'>): string[] {
  return tasks.flatMap((task): readonly string[] =>
    isTextTask(task) && !isTableTask(task) ? scoredBenchmarks(task, data) : [task],
  );
}

/** Where a comparison is made that doesn't say it: on the mean of several tasks, or on the only score. */
export function usualPlace(spec: Pick<ExperimentSpec, 'tasks' | 'data'>): string | undefined {
  if (spec.tasks.length > 1) return MEAN_OVER_TASKS;
  const names = scoreNames(spec);
  return names.length === 1 ? names[0] : undefined;
}
