import { join } from 'node:path';
import type { Keep, LimitsChoice, ResolvedTrial } from '@lamella/spec';
import { checkpointFolderOf } from '../checkpoints/trial-checkpoints.ts';
import { keptFolder } from '../kept/settle-kept.ts';
import { logFolderOf } from '../log/attempts.ts';
import { importanceFolder } from '../results/experiment-folder.ts';
import type { TrialContext } from '../trial/trial-outcome.ts';

/** The job of a worker. */
export interface TrialJob {
  readonly trial: ResolvedTrial;
  readonly importanceFolder: string;
  /** The trial's own folder, for what outlives its process. */
  readonly trialFolder: string;
  /** The folder of the logs of its training. */
  readonly logFolder: string;
  /** The folder of the checkpoints of its training, and how often they are written. */
  readonly checkpointFolder: string;
  readonly checkpoints: NonNullable<TrialContext['checkpoints']>;
  /** Limits that the spec asks for, to which a trial adds those that it predicts. */
  readonly limits: LimitsChoice;
  readonly keeping: NonNullable<TrialContext['keeping']>;
}

/** The folders that a run's trials have in common, and what is kept of them. */
export interface JobPlaces extends Pick<TrialJob, 'checkpoints' | 'limits'> {
  readonly runsFolder: string;
  /** The run's own. */
  readonly folder: string;
  readonly keep: Keep;
}

/** The job of a trial in a run's folder. */
export function toJob(trial: ResolvedTrial, { runsFolder, folder, keep, ...settings }: JobPlaces): TrialJob {
  return {
    trial,
    importanceFolder: importanceFolder(runsFolder),
    trialFolder: trialFolder(folder, trial.id),
    logFolder: logFolderOf(folder, trial.id),
    checkpointFolder: checkpointFolderOf(folder, trial.id),
    ...settings,
    keeping: { folder: keptFolder(folder, trial.id), keep },
  };
}

/** A trial's own folder: its weights until its result is there, and its answers. */
export function trialFolder(runFolder: string, id: string): string {
  return join(runFolder, 'answers', id);
}
