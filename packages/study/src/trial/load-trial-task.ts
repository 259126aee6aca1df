import type { ResolvedTrial } from '@lamella/spec';
import { isClassifierTableTask, isTextTask } from '@lamella/tasks';
import { loadGlueTask } from './glue-task.ts';
import { loadGenerationTask } from './generation-task.ts';
import { loadTextGenerationTask } from './text-generation-task.ts';
import { loadTableTrialTask } from './table-task.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** Loads a trial's task and encodes it with its model's tokeniser. */
export async function loadTrialTask(
  trial: ResolvedTrial,
  modelFolder: string,
  context: TrialContext,
): Promise<TrialTask> {
  const { task } = trial;
  if (task === 'text-generation') return await loadTextGenerationTask(trial, modelFolder);
  if (isTextTask(task)) return await loadGenerationTask({ ...trial, task }, modelFolder, context);
  if (isClassifierTableTask(task)) return await loadTableTrialTask(task, trial, modelFolder);
  return await loadGlueTask(trial, modelFolder);
}
