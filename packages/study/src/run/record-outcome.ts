import type { JobOutcome } from '@lamella/runners';
import type { PlannedTrial } from './plan-trials.ts';
import {
  checkOutcome,
  resultFormat,
  type ChosenTraining,
  type DoneResult,
  type FailedResult,
  type ResultInputs,
  type RunRecord,
  type TrialResult,
} from '../results/trial-result.ts';

/** A trial whose inputs are known, so that its result can be recorded. */
export type DueTrial = PlannedTrial & Required<{ [Key in 'inputs' | 'key']: NonNullable<PlannedTrial[Key]> }>;

/** A trial, and what it took from the results of others. */
type EndedTrial = DueTrial & { readonly chosen?: ChosenTraining | undefined };

/** The result of a job that has ended by itself; `undefined` if it was cancelled, which says nothing of the trial. */
export function recordOutcome(due: EndedTrial, outcome: JobOutcome, run: RunRecord): TrialResult | undefined {
  const { trial, inputs, key, chosen } = due;
  const common = { format: resultFormat, id: trial.id, key, trial, inputs, run } as const;
  const fail = (failure: Omit<FailedResult['failure'], 'log'>): FailedResult => {
    return { ...common, status: 'failed', failure: { ...failure, log: [...outcome.log] } };
  };
  if (outcome.status === 'cancelled') return undefined;
  if (outcome.status !== 'done') {
    const { message = 'The job failed without a message', stack } = outcome.error ?? {};
    return fail({ reason: outcome.status, message, stack: stack ?? null });
  }
  try {
    const value = checkOutcome(outcome.value);
    checkInputs(value.hashes, inputs);
    return { ...common, status: 'done', ...value, ...(chosen && { chosen }) };
  } catch (error) {
    return fail({ reason: 'failed', message: (error as Error).message, stack: null });
  }
}

function checkInputs(found: DoneResult['hashes'], expected: ResultInputs): void {
  for (const input of ['model', 'data', 'code'] as const) {
    if (found[input] === undefined || found[input] === expected[input]) continue;
    throw new Error(
      `Expected the ${input} that the run started with, got other content: it has changed meanwhile. Run again.`,
    );
  }
}
