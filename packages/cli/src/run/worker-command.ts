import { fileURLToPath } from 'node:url';
import type { WorkerCommand } from '@lamella/runners';

/** How workers are started that run trials, with so many threads each. */
export function workerCommand(threads: number): WorkerCommand {
  const launcher = fileURLToPath(new URL('../../bin/lamella.mjs', import.meta.url));
  const env = { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return { file: process.execPath, args: [launcher, 'worker'], env };
}
