import { join } from 'node:path';
import { describeOwner, type HeldClaim } from '@lamella/runners';
import { isCandidate, type Keep, type LimitsChoice, type ResolvedTrial } from '@lamella/spec';
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
  /** Only the importance that the trial selects by is measured. */
  readonly measuresOnly?: boolean;
}

/** The folders that a run's trials have in common, and what is kept of them. */
export interface JobPlaces extends Pick<TrialJob, 'checkpoints' | 'limits'> {
  readonly runsFolder: string;
  /** The run's own. */
  readonly folder: string;
  readonly keep: Keep;
}

/** The job of a trial in a run's folder. */
export function toJob(trial: ResolvedTrial, places: JobPlaces): TrialJob {
  const { runsFolder, folder, keep, checkpoints, limits } = places;
  return {
    trial,
    importanceFolder: importanceFolder(runsFolder),
    trialFolder: trialFolder(folder, trial.id),
    logFolder: logFolderOf(folder, trial.id),
    checkpointFolder: checkpointFolderOf(folder, trial.id),
    ...{ checkpoints, limits },
    // A trial that tries a learning rate is no result of its own.
    keeping: { folder: keptFolder(folder, trial.id), keep: isCandidate(trial) ? 'none' : keep },
  };
}

/** A trial's own folder: its weights until its result is there, and its answers. */
export function trialFolder(runFolder: string, id: string): string {
  return join(runFolder, 'answers', id);
}

/** Where work is done that another process has claimed: `process 7 on host`. */
export function placeOf(claim?: HeldClaim): string {
  return claim?.heldBy === undefined ? 'another process' : describeOwner(claim.heldBy);
}
