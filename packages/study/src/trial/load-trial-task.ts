import type { ResolvedTrial } from '@lamella/spec';
import { isClassifierTableTask, isTextTask } from '@lamella/tasks';
import { loadGlueTask } from './glue-task.ts';
import { loadGenerationTask } from './generation-task.ts';
import { loadTextGenerationTask } from './text-generation-task.ts';
import { loadTableTrialTask } from './table-task.ts';
import type { TrialContext } from './trial-outcome.ts';
import { type TaskSettings, taskSettings } from './task-settings.ts';
import type { SharedTask, TrialTask } from './trial-task.ts';

/** Loads a task and encodes it with a model's tokeniser. */
export async function loadSharedTask(settings: TaskSettings, modelFolder: string): Promise<SharedTask> {
  const { task } = settings;
  if (task === 'text-generation') return sameForAll(await loadTextGenerationTask(settings, modelFolder));
  if (isTextTask(task)) return await loadGenerationTask({ ...settings, task }, modelFolder);
  if (isClassifierTableTask(task)) return sameForAll(await loadTableTrialTask(task, settings, modelFolder));
  return sameForAll(await loadGlueTask(settings, modelFolder));
}

/** Loads a trial's task and encodes it with its model's tokeniser. */
export async function loadTrialTask(
  trial: ResolvedTrial,
  modelFolder: string,
  context: TrialContext,
): Promise<TrialTask> {
  const shared = await loadSharedTask(taskSettings(trial), modelFolder);
  return await shared.forTrial(trial, context);
}

function sameForAll(task: TrialTask): SharedTask {
  const { train, scored } = task;
  return { train, ...(scored && { scored }), forTrial: () => Promise.resolve(task) };
}
