import { fileURLToPath } from 'node:url';
import { slurm } from '@lamella/runners';
import type { ExperimentSpec } from '@lamella/spec';
import type { Cluster } from '@lamella/study';

/** The cluster that this machine submits to, and what a spec asks of it. Loads the engine where time or memory has to be predicted. */
export async function openCluster({ slurm: settings = {}, threads }: ExperimentSpec): Promise<Cluster> {
  const launcher = fileURLToPath(new URL('../../bin/lamella.mjs', import.meta.url));
  const isPredicted = settings.time === undefined || settings.memory === undefined;
  return {
    ...{ slurm, settings, threads },
    command: [process.execPath, launcher, 'work'],
    costOf: isPredicted ? await trialCosts(settings.cpus ?? threads ?? 1) : () => undefined,
  };
}

async function trialCosts(threads: number): Promise<Cluster['costOf']> {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  const { costPredictor, predictTrial } = await import('@lamella/planning/cost');
  const predict = await costPredictor();
  return (trial, { modelOf, dataOf }) => {
    const { numTrain, numScored, numClasses } = dataOf(trial) ?? { numTrain: 1 };
    const { config } = modelOf(trial.model);
    return predictTrial(trial, { config, numTrain, numScored, numClasses }, predict);
  };
}
