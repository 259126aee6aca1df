import { requireSetUp } from '@lamella/engine/environment';
import { WorkerPool } from '@lamella/runners';
import { workerCommand } from './worker-command.ts';

/** The time that a worker has to end its step and write a checkpoint of it, when it is asked to end. */
const graceMs = 20_000;

/**
 * Worker processes that run trials, each with so many threads.
 *
 * @throws UserError if the engine is not set up: else each trial would fail by itself
 */
export function startPool(workers: number, threads: number): WorkerPool {
  requireSetUp();
  return new WorkerPool({ command: workerCommand(threads), size: workers, graceMs });
}
