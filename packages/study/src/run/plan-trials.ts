import type { Inputs } from '../inputs/find-inputs.ts';
import { explainChange } from '../results/explain-change.ts';
import type { ResultStore } from '../results/result-store.ts';
import { resultVersion, trialKey } from '../results/trial-key.ts';
import type { ResultInputs } from '../results/trial-result.ts';
import type { ResolvedTrial } from '@lamella/spec';

/** A trial of a sweep, and whether it has to run. */
export interface PlannedTrial {
  readonly trial: ResolvedTrial;
  /** Unknown as long as model or data have not been downloaded. */
  readonly inputs: ResultInputs | undefined;
  readonly key: string | undefined;
  readonly isDone: boolean;
  /** Why it has to run; empty if it's done. */
  readonly why: string;
}

/** Compares a sweep with the results that are there. */
export function planTrials(inputs: Inputs, store: ResultStore): PlannedTrial[] {
  return inputs.trials.map((trial) => {
    const known = formerInputs(trial, inputs, store) ?? inputsOf(trial, inputs);
    if (known === undefined) {
      const why = 'model or data not downloaded yet';
      return { trial, inputs: known, key: undefined, isDone: false, why };
    }
    const key = trialKey(trial, known);
    const isDone = store.findDone(trial.id, key) !== undefined;
    const why = isDone ? '' : whyToRun(store.read(trial.id), { trial, key, inputs: known });
    return { trial, inputs: known, key, isDone, why };
  });
}

function inputsOf(trial: ResolvedTrial, { modelOf, dataOf }: Inputs): ResultInputs | undefined {
  const model = modelOf(trial.model);
  const data = dataOf(trial);
  if (model.hash === undefined || data === undefined) return undefined;
  return { code: resultVersion, model: model.hash, data: data.hash };
}

/** The inputs of a trial that was done when fewer of the model's files were hashed; undefined if it was not. */
function formerInputs(trial: ResolvedTrial, inputs: Inputs, store: ResultStore): ResultInputs | undefined {
  const now = inputsOf(trial, inputs);
  const { formerHash } = inputs.modelOf(trial.model);
  if (now === undefined || formerHash === undefined) return undefined;
  const former = { ...now, model: formerHash };
  const isDone = (known: ResultInputs): boolean =>
    store.findDone(trial.id, trialKey(trial, known)) !== undefined;
  return isDone(former) && !isDone(now) ? former : undefined;
}

function whyToRun(
  stored: ReturnType<ResultStore['read']>,
  now: { readonly trial: ResolvedTrial; readonly key: string; readonly inputs: ResultInputs },
): string {
  if (stored === undefined) return 'new';
  if (stored.status === 'damaged') return `its result is damaged: ${stored.reason}`;
  if (stored.status === 'newer') return `not possible, its result must not be overwritten: ${stored.reason}`;
  if (stored.key !== now.key) return `changed: ${explainChange(stored, now.trial, now.inputs)}`;
  if (stored.status === 'done') return 'new';
  return `${stored.failure.reason} before: ${stored.failure.message.split('\n', 1)[0]}`;
}
