import { serveJobs } from '@lamella/runners';
import type { TrialJob } from '../run-experiment.ts';
import { runTrial } from '../run-trial.ts';

/** Runs the trials that come from a run's main process, until that ends. */
export async function run(): Promise<number> {
  serveJobs(async (job, report) => {
    const { trial, importanceFolder } = job as TrialJob;
    return await runTrial(trial, { importanceFolder, onProgress: report });
  });
  return 0;
}
