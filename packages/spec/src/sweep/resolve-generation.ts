import { UserError } from '@lamella/core';
import {
  isChoiceTask,
  isTableTask,
  isTextTask,
  othersOf,
  scoredBenchmarks,
  type OtherScoreName,
  type TaskName,
} from '@lamella/tasks';
import { describeMissing } from '../language/check-scores.ts';
import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { SettingError } from '../language/setting-error.ts';
import type { GenerationChoices } from '../language/settings.ts';

/**
 * How the answers of a task are written and scored; undefined where a spec leaves it open, or nothing is written. Scores of other
 * graders are those that the task's benchmarks have.
 *
 * @throws UserError (exit code 2) for settings of which no task of the spec makes use
 */
export function resolveGeneration(
  { tasks, data, generation }: Pick<ExperimentSpec, 'tasks' | 'data' | 'generation'>,
  task: TaskName,
): GenerationChoices | undefined {
  if (generation === undefined) return undefined;
  checkUse(tasks, task);
  if (!isWritten(task)) return undefined;
  const { scores: asked = [], ...rest } = generation;
  const missing = describeMissing(asked, { tasks, data });
  if (missing !== undefined) throw new SettingError(missing, [['generation', 'scores']]);
  const scores = scoresOf(task, data, asked);
  const resolved = { ...rest, ...(scores.length > 0 && { scores }) };
  return asked.length > 0 && Object.keys(resolved).length === 0 ? undefined : resolved;
}

/** Whether a model writes the answers to a task. */
function isWritten(task: TaskName): boolean {
  return isTextTask(task) && !isChoiceTask(task) && !isTableTask(task);
}

/** Settings of writing, where nothing is written, would be ignored. */
function checkUse(tasks: readonly TaskName[], task: TaskName): void {
  if (!isChoiceTask(task) || tasks.some(isWritten)) return;
  throw new UserError(
    `Expected generation to be left out for ${tasks.join(', ')}, got settings: choices are weighed, and no answer is written.`,
    { exitCode: 2 },
  );
}

function scoresOf(
  task: TaskName,
  data: ExperimentSpec['data'],
  asked: readonly OtherScoreName[],
): OtherScoreName[] {
  const found = scoredBenchmarks(task, data).flatMap((benchmark) => othersOf(benchmark, asked));
  return asked.filter((name) => found.includes(name));
}
