import { resolveModelFolder } from '@lamella/models';
import { hashModel } from '@lamella/planning';
import type { ResolvedTrial } from '@lamella/spec';
import { codeVersion } from '../code/code-version.ts';
import { findImportance, type PreparedTrial } from './find-importance.ts';
import { heldOutTask } from './held-out-task.ts';
import { loadTrialTask } from './load-trial-task.ts';
import type { TrialContext } from './trial-outcome.ts';

/** Finds a trial's model and reads its data. */
export async function prepareTrial(trial: ResolvedTrial, context: TrialContext): Promise<PreparedTrial> {
  const folder = await resolveModelFolder(trial.model);
  const loaded = await loadTrialTask(trial, folder, context);
  const task = trial.heldOut === undefined ? loaded : heldOutTask(loaded, trial, trial.heldOut);
  return {
    folder,
    task,
    hashes: { model: await hashModel(folder), data: task.hash, code: codeVersion().version },
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
