import { join } from 'node:path';
import { UserError } from '@lamella/core';
import type { WorkerPool } from '@lamella/runners';
import { findModel } from '@lamella/planning';
import type { ModelSource } from '@lamella/spec';
import { stepsFile } from '../log/attempts.ts';
import { readLosses } from '../log/find-losses.ts';
import { checkOutcome } from '../results/trial-result.ts';
import { withChosen } from '../run/settle-trial.ts';
import { toJob, type TrialJob } from '../run/trial-job.ts';
import { answerFileName } from '../trial/answer-lines.ts';
import type { TrialEvent } from '../trial/trial-outcome.ts';
import { movedData, readScoredRows } from './data-rows.ts';
import { readAnswers } from './exported-answers.ts';
import type { ExportedTrial } from './read-export.ts';

/** Where a trial's model and data are now, and what runs it. */
export interface AgainOptions {
  /** @default where the trial had it */
  readonly model?: ModelSource;
  /** The folder of its data. @default where the trial had them */
  readonly data?: string;
  /** Everything that the trial writes goes here. */
  readonly scratch: string;
  readonly pool: Pick<WorkerPool, 'run'>;
  onEvent(event: TrialEvent): void;
}

/** What a trial gave when it was run again, as far as it can be compared. */
export type TrialAgain = Omit<ExportedTrial, 'result'> & {
  readonly outcome: ReturnType<typeof checkOutcome>;
};

/**
 * Runs an exported trial again in a worker, in folders of its own: nothing of an earlier run is used.
 *
 * @throws UserError (exit code 2) if its model or data are not there, or have other content; (exit code 1) if it fails
 */
export async function runAgain(exported: ExportedTrial, options: AgainOptions): Promise<TrialAgain> {
  const trial = await findInputs(exported, options);
  const { scratch, pool, onEvent } = options;
  const keep = exported.result.kept === undefined ? 'none' : 'all';
  const job = toJob(trial, { runsFolder: scratch, folder: scratch, keep, checkpoints: 'none', limits: {} });
  const ended = await pool.run(job, { onEvent: (event) => onEvent(event as TrialEvent) });
  if (ended.status !== 'done')
    throw new UserError(
      `Expected ${trial.id} to run again, got ${ended.status}: ${ended.error?.message ?? 'no reason'}`,
    );
  const outcome = checkOutcome(ended.value);
  const answers = [...exported.answers.keys()].map(
    (name) => [name, readAnswers(join(job.trialFolder, answerFileName(name))) ?? []] as const,
  );
  return {
    outcome,
    answers: new Map(answers),
    losses: outcome.losses ?? readLosses(join(job.logFolder, stepsFile)),
  };
}

/** The trial with the places of its model and data on this machine, both of which have to be what they were. */
async function findInputs(
  { result }: ExportedTrial,
  { model, data }: AgainOptions,
): Promise<TrialJob['trial']> {
  const trial = {
    ...withChosen(result.trial, result.chosen),
    model: model ?? result.trial.model,
    data: data === undefined ? result.trial.data : movedData(result.trial.data, data),
  };
  const { hash, formerHash } = await findModel(trial.model, { download: true });
  if (hash !== result.hashes.model && formerHash !== result.hashes.model)
    throw new UserError(
      `Expected the model that ${trial.id} was run with, got other files in ${JSON.stringify(trial.model)}: their hash is ${hash}, that of the trial's ${result.hashes.model}. Name its folder with --model.`,
      { exitCode: 2 },
    );
  await readScoredRows(result, trial.data);
  return trial;
}
