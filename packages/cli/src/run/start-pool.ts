import { fileURLToPath } from 'node:url';
import { WorkerPool } from '@lamella/runners';

/** Worker processes that run trials, each with so many threads. */
export function startPool(workers: number, threads: number): WorkerPool {
  const launcher = fileURLToPath(new URL('../../bin/lamella.mjs', import.meta.url));
  const env = { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return new WorkerPool({
    command: { file: process.execPath, args: [launcher, 'worker'], env },
    size: workers,
  });
}
