import { unknownName, UserError } from '@lamella/core';
import type { Inputs } from '../inputs/find-inputs.ts';
import { type Explanation, explainChange } from '../results/explain-change.ts';
import type { ResultStore } from '../results/result-store.ts';
import { trialKey } from '../results/trial-key.ts';
import type { DoneResult, ResultInputs, TrialResult } from '../results/trial-result.ts';
import { planTrials } from './plan-trials.ts';
import { inputsOf, partFinder } from './trial-inputs.ts';

/** Whether a trial is done, why or why not, and what a stored result of it was made with. */
export interface TrialExplanation {
  readonly id: string;
  readonly isDone: boolean;
  /** True for a result of other code. */
  readonly isOfOtherCode: boolean;
  /** Why it has to run; empty if it's done. */
  readonly why: string;
  /** What model, data and code are now; undefined as long as model or data have not been downloaded. */
  readonly inputs: ResultInputs | undefined;
  /** The result that counts, or else that in the trial's place. */
  readonly stored?: TrialResult;
  /** What tells that result from the trial as it is now. */
  readonly change?: Explanation;
}

/**
 * Says of one trial of a sweep whether it is done, and by what.
 *
 * @throws UserError (exit code 2) if the sweep has no trial of this name
 */
export function explainTrial(id: string, inputs: Inputs, store: ResultStore): TrialExplanation {
  const trial = inputs.trials.find((one) => one.id === id);
  if (trial === undefined) {
    const ids = inputs.trials.map((one) => one.id);
    throw new UserError(unknownName('trial of this spec', id, ids), { exitCode: 2 });
  }
  const one = { ...inputs, trials: [trial] };
  const [planned] = planTrials(one, store);
  if (planned === undefined) throw new Error(`Expected a plan of ${id}`);
  const { isDone, isOfOtherCode = false, why } = planned;
  const known = inputsOf(trial, inputs);
  const stored = findStored(id, store, isDone ? planned.key : undefined);
  const isChanged = known !== undefined && stored !== undefined && stored.key !== trialKey(trial, known);
  return {
    ...{ id, isDone, isOfOtherCode, why, inputs: known },
    ...(stored && { stored }),
    ...(isChanged && {
      change: explainChange(stored, { trial, inputs: known }, partFinder(store.folder, one)),
    }),
  };
}

function findStored(id: string, store: ResultStore, key: string | undefined): TrialResult | undefined {
  const counting: DoneResult | undefined = key === undefined ? undefined : store.findDone(id, key);
  if (counting !== undefined) return counting;
  const present = store.read(id);
  return present?.status === 'done' || present?.status === 'failed' ? present : undefined;
}
