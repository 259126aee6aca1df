import { existsSync, statSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { requireExperiment, runFolder, runsFolder, shareCores, workOnRun } from '@lamella/study';
import { describeWork, exitCodeOf } from '../run/describe-work.ts';
import { startPool } from '../run/start-pool.ts';
import { withInterrupt } from '../run/with-interrupt.ts';

/** Options of `lamella work`. */
export interface WorkCommandOptions {
  /** The name of a run's folder among all runs, or its path. */
  readonly run: string;
  readonly trial?: readonly string[];
  readonly importanceOf?: readonly string[];
  readonly workers?: number;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Runs trials of a run that is there already, beside other processes that do. */
export async function run(options: WorkCommandOptions): Promise<number> {
  const folder = findFolder(options.run);
  const { spec } = requireExperiment(folder);
  const { workers = spec.workers, threads = spec.threads } = options;
  const cores = shareCores({
    ...(workers !== undefined && { workers }),
    ...(threads !== undefined && { threads }),
  });
  const end = await withInterrupt((signal) =>
    workOnRun({
      ...{ folder, ...cores, signal, pool: startPool(cores.workers, cores.threads) },
      ...(options.trial && { trials: options.trial }),
      ...(options.importanceOf && { importanceOf: options.importanceOf }),
    }),
  );
  console.log(options.json === true ? JSON.stringify({ folder, ...end }, null, 2) : describeWork(end));
  return exitCodeOf(end);
}

function findFolder(run: string): string {
  if (existsSync(run) && statSync(run).isDirectory()) return run;
  const named = runFolder(runsFolder(), run);
  if (existsSync(named)) return named;
  throw new UserError(
    `Expected the folder of a run or its name in ${runsFolder()}, got "${run}". Begin it first: lamella run SPEC.`,
    { exitCode: 2 },
  );
}
