import { warn } from '@lamella/core';
import { dataLabel, modelLabel } from '../inputs/labels.ts';
import { countAdaptedLayers } from '@lamella/planning';
import { findChanges } from '../results/explain-change.ts';
import type { ExperimentFile } from '../results/experiment-folder.ts';
import { ResultStore } from '../results/result-store.ts';
import type { DoneResult, TrialResult } from '../results/trial-result.ts';
import { expandSweep, type ResolvedTrial, trialIdentity } from '@lamella/spec';

/** A trial of an experiment with what is there of its result. */
export interface TrialCell {
  readonly trial: ResolvedTrial;
  /** N */
  readonly layers: number;
  /** `outdated`: done, but with other settings, or on another model or other data than the experiment's. */
  readonly state: 'done' | 'failed' | 'missing' | 'outdated';
  /** Present if it's done. */
  readonly result?: DoneResult;
}

/** The trials of an experiment with their results, from files alone. */
export function collectCells({ spec, numLayers }: ExperimentFile, folder: string): TrialCell[] {
  const store = new ResultStore(folder);
  return expandSweep(spec, numLayers).map((trial) => {
    const cell = { trial, layers: countAdaptedLayers(trial) };
    const stored = store.read(trial.id);
    if (stored === undefined) return { ...cell, state: 'missing' };
    if (stored.status === 'damaged' || stored.status === 'newer') {
      warn(`${store.path(trial.id)} counts as missing: ${stored.reason}.`);
      return { ...cell, state: 'missing' };
    }
    if (!isSame(stored, trial)) return { ...cell, state: stored.status === 'done' ? 'outdated' : 'missing' };
    return stored.status === 'done'
      ? { ...cell, state: 'done', result: stored }
      : { ...cell, state: 'failed' };
  });
}

/** The content of model and data isn't looked at, so that published results need neither; their names are. */
function isSame({ trial: stored }: TrialResult, trial: ResolvedTrial): boolean {
  return (
    findChanges(trialIdentity(stored), trialIdentity(trial)).length === 0 &&
    modelLabel(stored.model) === modelLabel(trial.model) &&
    dataLabel(stored.data) === dataLabel(trial.data)
  );
}
