import type { ResolvedTrial } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';
import { acceptsOtherCode } from '../results/accepted-code.ts';
import {
  describeChange,
  explainChange,
  type FindParts,
  type PresentTrial,
} from '../results/explain-change.ts';
import type { ResultStore } from '../results/result-store.ts';
import { trialKey } from '../results/trial-key.ts';
import type { DoneResult, ResultInputs } from '../results/trial-result.ts';
import { hasPresentRate } from './settle-trial.ts';
import { inputsOf, partFinder } from './trial-inputs.ts';

/** A trial of a sweep, and whether it has to run. */
export interface PlannedTrial {
  readonly trial: ResolvedTrial;
  /** Unknown as long as model or data have not been downloaded. */
  readonly inputs: ResultInputs | undefined;
  readonly key: string | undefined;
  readonly isDone: boolean;
  /** True if it was done by other code than the present one: then it has to run, unless that is accepted. */
  readonly isOfOtherCode?: true;
  /** True if it is done, but not its learning rate's candidates: it is kept unless these choose anew. */
  readonly isChosenAgain?: true;
  /** Why it has to run; empty if it's done. */
  readonly why: string;
}

/** Compares a sweep with the results that are there. */
export function planTrials(inputs: Inputs, store: ResultStore): PlannedTrial[] {
  const isAccepted = acceptsOtherCode(store.folder);
  const findParts = partFinder(store.folder, inputs);
  const planned = inputs.trials.map((trial): PlannedTrial => {
    const known = inputsOf(trial, inputs);
    if (known === undefined) {
      const why = 'model or data not downloaded yet';
      return { trial, inputs: known, key: undefined, isDone: false, why };
    }
    const now = { trial, inputs: known, key: trialKey(trial, known) };
    const done = store.findDone(trial.id, now.key);
    if (done !== undefined) return { ...now, ...planDone({ ...now, chosen: done.chosen }, store) };
    const other = findOfOtherCode(now, store, inputs.modelOf(trial.model).formerHash);
    if (other === undefined)
      return { ...now, isDone: false, why: whyToRun(store.read(trial.id), now, findParts) };
    if (isAccepted)
      return { trial, inputs: other.inputs, key: other.key, isDone: true, isOfOtherCode: true, why: '' };
    return { ...now, isDone: false, isOfOtherCode: true, why: whyToRun(other, now, findParts) };
  });
  return withChoosing(planned);
}

/** A trial with a result of its key. */
function planDone(
  done: Parameters<typeof hasPresentRate>[0],
  store: ResultStore,
): Pick<PlannedTrial, 'isDone' | 'why'> {
  if (hasPresentRate(done, store)) return { isDone: true, why: '' };
  const why = 'the candidates of its learning rate have other results than when it was chosen';
  return { isDone: false, why };
}

/** A trial that is done runs again as well if a candidate of its learning rate does: another rate may be the best then. */
function withChoosing(planned: readonly PlannedTrial[]): PlannedTrial[] {
  const due = new Set(planned.filter(({ isDone }) => !isDone).map(({ trial }) => trial.id));
  return planned.map((one) => {
    const candidate = one.trial.after?.candidates?.find(({ id }) => due.has(id));
    // What was done by other code is accepted as it is.
    if (candidate === undefined || !one.isDone || one.isOfOtherCode) return one;
    const why = `a candidate of its learning rate runs again: ${candidate.id}`;
    return { ...one, isDone: false, isChosenAgain: true, why };
  });
}

/**
 * The result of a trial that other code made of the same settings, model and data.
 *
 * @param formerModel the model's hash when fewer of its files were hashed
 */
function findOfOtherCode(
  { trial, inputs }: PresentTrial,
  store: ResultStore,
  formerModel: string | undefined,
): DoneResult | undefined {
  const isOther = ({ inputs: made, key }: DoneResult): boolean =>
    made.data === inputs.data &&
    (made.model === inputs.model || made.model === formerModel) &&
    key === trialKey(trial, made);
  const present = store.read(trial.id);
  if (present?.status === 'done' && isOther(present)) return present;
  return store.findSuperseded(trial.id, isOther);
}

function whyToRun(
  stored: ReturnType<ResultStore['read']>,
  now: PresentTrial & { readonly key: string },
  findParts: FindParts,
): string {
  if (stored === undefined) return 'new';
  if (stored.status === 'damaged') return `its result is damaged: ${stored.reason}`;
  if (stored.status === 'newer') return `not possible, its result must not be overwritten: ${stored.reason}`;
  if (stored.key !== now.key)
    return `changed: ${describeChange(explainChange(stored, now, findParts)).join('; ')}`;
  if (stored.status === 'done') return 'new';
  return `${stored.failure.reason} before: ${stored.failure.message.split('\n', 1)[0]}`;
}
