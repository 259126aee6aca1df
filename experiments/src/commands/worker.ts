import { UserError } from '@lamella/core';
import { serveJobs } from '@lamella/runners';
import type { TrialJob } from '../run-experiment.ts';
import { runTrial } from '../run-trial.ts';

/** Programs that a model wrote are run in a sandbox only. */
function findJudge(): Promise<never> {
  throw new UserError('Expected a sandbox for programs that a model wrote, found none.');
}

/** Runs the trials that come from a run's main process, until that ends. */
export async function run(): Promise<number> {
  serveJobs(async (job, report) => {
    const { trial, importanceFolder, answersFolder } = job as TrialJob;
    return await runTrial(trial, { importanceFolder, answersFolder, findJudge, onProgress: report });
  });
  return 0;
}
