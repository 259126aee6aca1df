import { WorkerPool } from '@lamella/runners';
import { workerCommand } from './worker-command.ts';

/** The time that a worker has to end its step and write a checkpoint of it, when it is asked to end. */
const graceMs = 20_000;

/** Worker processes that run trials, each with so many threads. */
export function startPool(workers: number, threads: number): WorkerPool {
  return new WorkerPool({ command: workerCommand(threads), size: workers, graceMs });
}
