import { resolveModelFolder } from '@lamella/models';
import { hashModel } from '@lamella/planning';
import type { ResolvedTrial } from '@lamella/spec';
import { codeVersion } from '../code/code-version.ts';
import { findImportance, type PreparedTrial } from './find-importance.ts';
import { heldOutTask } from './held-out-task.ts';
import { loadSharedTask } from './load-trial-task.ts';
import { taskSettings } from './task-settings.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { SharedTask } from './trial-task.ts';

/** Finds a trial's model and reads its data. */
export async function prepareTrial(trial: ResolvedTrial, context: TrialContext): Promise<PreparedTrial> {
  const folder = await resolveModelFolder(trial.model);
  const model = await hashModel(folder);
  const settings = taskSettings(trial);
  const load = (): Promise<SharedTask> => loadSharedTask(settings, folder);
  const shared = await (context.kept?.tasks.find({ settings, folder, model }, load) ?? load());
  const loaded = await shared.forTrial(trial, context);
  const task = trial.heldOut === undefined ? loaded : heldOutTask(loaded, trial, trial.heldOut);
  return {
    folder,
    task,
    hashes: { model, data: task.hash, code: codeVersion().version },
  };
}

/**
 * Measures the importance that a trial selects by, unless it is there, and trains nothing.
 *
 * @returns the name of its file; undefined if the trial needs none
 */
export async function measureForTrial(
  trial: ResolvedTrial,
  context: TrialContext,
): Promise<string | undefined> {
  context.onProgress({ phase: 'loading' });
  const found = await findImportance(trial, context, await prepareTrial(trial, context));
  return found?.file;
}
