import { othersOf, otherScoreNames, type OtherScoreName, scoredBenchmarks } from '@lamella/tasks';
import { valueAt, type ValueProblem } from './describe-issues.ts';
import type { ExperimentSpec } from './experiment-spec.ts';

type Scored = Pick<ExperimentSpec, 'tasks' | 'data'>;

/** Lists the scores of other graders that a spec asks for and none of its benchmarks has. */
export function checkScores(value: unknown): ValueProblem[] {
  const [asked, tasks, data] = [['generation', 'scores'], ['tasks'], ['data']].map((path) =>
    valueAt(value, path),
  );
  if (!Array.isArray(asked) || !Array.isArray(tasks) || typeof data !== 'object') return [];
  const message = describeMissing(asked as readonly OtherScoreName[], { tasks, data } as Scored);
  return message === undefined ? [] : [{ path: ['generation', 'scores'], atKey: false, message }];
}

/** Says which scores no benchmark of a spec has; undefined if each has one. */
export function describeMissing(
  asked: readonly OtherScoreName[],
  { tasks, data }: Scored,
): string | undefined {
  const benchmarks = tasks.flatMap((task) => scoredBenchmarks(task, data));
  const there = new Set(benchmarks.flatMap((benchmark) => othersOf(benchmark, otherScoreNames)));
  const missing = asked.filter((name) => !there.has(name));
  if (missing.length === 0) return undefined;
  const known = [...there].join(', ') || 'none';
  return `Expected generation.scores to be among ${known}, which ${benchmarks.join(', ') || 'no benchmark'} can be scored by, got ${missing.join(', ')}.`;
}
