import { warn } from '@lamella/core';
import { dataLabel } from '../inputs/labels.ts';
import { modelLabel } from '@lamella/spec';
import { countAdaptedLayers } from '@lamella/planning';
import { logFolderOf } from '../log/attempts.ts';
import { findLosses } from '../log/find-losses.ts';
import { findChanges } from '../results/explain-change.ts';
import { type ExperimentFile, trialsOf } from '../results/experiment-folder.ts';
import { ResultStore } from '../results/result-store.ts';
import type { DoneResult } from '../results/trial-result.ts';
import { isCandidate, type ResolvedTrial, trialIdentity } from '@lamella/spec';

/** A trial of an experiment with what is there of its result. */
export interface TrialCell {
  readonly trial: ResolvedTrial;
  /** N */
  readonly layers: number;
  /** `outdated`: done, but with other settings, or on another model or other data than the experiment's. */
  readonly state: 'done' | 'failed' | 'missing' | 'outdated';
  /** Present if it's done. */
  readonly result?: DoneResult;
  /** Reads the losses of all steps from the log of the training; undefined if it is not there. */
  readonly loggedLosses?: () => readonly number[] | undefined;
}

/** The trials of an experiment with their results, from files alone, without those that tried learning rates for them. */
export function collectCells(experiment: ExperimentFile, results: string | ResultStore): TrialCell[] {
  const store = typeof results === 'string' ? new ResultStore(results) : results;
  const { folder } = store;
  const arms = trialsOf(experiment).filter((trial) => !isCandidate(trial));
  return arms.map((trial) => {
    const cell = { trial, layers: countAdaptedLayers(trial) };
    const present = store.read(trial.id);
    const stored = isOf(present, trial)
      ? present
      : (store.findSuperseded(trial.id, (one) => isSameTrial(one.trial, trial)) ?? present);
    if (stored === undefined) return { ...cell, state: 'missing' };
    if (stored.status === 'damaged' || stored.status === 'newer') {
      warn(`${store.path(trial.id)} counts as missing: ${stored.reason}.`);
      return { ...cell, state: 'missing' };
    }
    if (!isOf(stored, trial)) return { ...cell, state: stored.status === 'done' ? 'outdated' : 'missing' };
    if (stored.status !== 'done') return { ...cell, state: 'failed' };
    const loggedLosses: TrialCell['loggedLosses'] = () => findLosses(logFolderOf(folder, trial.id), stored);
    return { ...cell, state: 'done', result: stored, loggedLosses };
  });
}

function isOf(stored: ReturnType<ResultStore['read']>, trial: ResolvedTrial): boolean {
  return (stored?.status === 'done' || stored?.status === 'failed') && isSameTrial(stored.trial, trial);
}

/** The content of model and data isn't looked at, so that published results need neither; their names are. */
export function isSameTrial(stored: ResolvedTrial, trial: ResolvedTrial): boolean {
  return (
    haveSameIdentity(stored, trial) &&
    modelLabel(stored.model) === modelLabel(trial.model) &&
    dataLabel(stored.data) === dataLabel(trial.data)
  );
}

/** Equal texts are of equal settings; unequal ones may differ in the order of keys alone. */
function haveSameIdentity(a: ResolvedTrial, b: ResolvedTrial): boolean {
  const [one, other] = [trialIdentity(a), trialIdentity(b)];
  return JSON.stringify(one) === JSON.stringify(other) || findChanges(one, other).length === 0;
}
