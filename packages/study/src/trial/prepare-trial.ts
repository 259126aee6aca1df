import { resolveModelFolder } from '@lamella/models';
import { hashModel } from '@lamella/planning';
import type { ResolvedTrial } from '@lamella/spec';
import { fileStamps } from '../inputs/file-stamps.ts';
import { codeVersion } from '../code/code-version.ts';
import { findImportance, type PreparedTrial } from './find-importance.ts';
import { heldOutTask } from './held-out-task.ts';
import { loadSharedTask } from './load-trial-task.ts';
import { type TaskSettings, taskSettings } from './task-settings.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { SharedTask } from './trial-task.ts';

/** What a trial's task as its model reads it depends on: trials with the same share it. */
export interface TaskSource {
  readonly settings: TaskSettings;
  /** The model's, and its hash. */
  readonly folder: string;
  readonly model: string;
  /** Of the data's files. */
  readonly stamps: Awaited<ReturnType<typeof fileStamps>>;
}

/** Finds a trial's model and the files of its data, and reads none of them but to hash the model's. */
export async function findTaskSource(trial: ResolvedTrial): Promise<TaskSource> {
  const settings = taskSettings(trial);
  const folder = await resolveModelFolder(trial.model);
  const model = await hashModel(folder);
  return { settings, folder, model, stamps: await fileStamps(settings.data) };
}

/** Reads a trial's data, unless it was kept. */
export async function prepareTrial(
  trial: ResolvedTrial,
  context: TrialContext,
  source: TaskSource,
): Promise<PreparedTrial> {
  const { settings, folder, model } = source;
  const load = (): Promise<SharedTask> => loadSharedTask(settings, folder);
  const shared = await (context.kept?.tasks.find(source, load) ?? load());
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
  const prepared = await prepareTrial(trial, context, await findTaskSource(trial));
  const found = await findImportance(trial, context, prepared);
  return found?.file;
}
