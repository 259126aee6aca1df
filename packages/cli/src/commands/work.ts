import { existsSync, statSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { stoppedExitCode } from '@lamella/runners';
import {
  requireExperiment,
  runFolder,
  runsFolder,
  shareCores,
  type SharedEnd,
  workOnRun,
} from '@lamella/study';
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
  console.log(options.json === true ? JSON.stringify({ folder, ...end }, null, 2) : describe(end));
  if (end.left.length > 0) return stoppedExitCode;
  return end.failed.length > 0 ? 1 : 0;
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

function describe({ total, reused, elsewhere, failed, left }: SharedEnd): string {
  const parts = [`${total} ${total === 1 ? 'trial' : 'trials'}`, `${reused} done before`];
  if (elsewhere.length > 0) parts.push(`${elsewhere.length} by other processes`);
  if (failed.length > 0) parts.push(`${failed.length} failed (${failed.join(', ')})`);
  if (left.length > 0) parts.push(`${left.length} left`);
  return parts.join(', ');
}
