import type { JobOutcome } from './job-outcome.ts';
import type { WorkerCommand } from './worker-process.ts';
import { Worker, type JobOptions } from './worker.ts';

export interface WorkerPoolOptions {
  readonly command: WorkerCommand;
  /** How many workers run at the same time. Default: 1. */
  readonly size?: number;
  /** The time between SIGTERM and SIGKILL for a worker that is stopped. Default: 5,000. */
  readonly graceMs?: number;
}

interface Task {
  readonly job: unknown;
  readonly options: JobOptions;
  readonly resolve: (outcome: JobOutcome) => void;
}

/**
 * Worker processes that do jobs, each one job at a time. A worker is started when a job first needs it and then
 * kept, so that what it loads is loaded once. Whatever happens to it costs one job: a worker that crashed, was
 * stopped or failed at a job is replaced for the next one.
 *
 * @example
 * const pool = new WorkerPool({ command: { file: process.execPath, args: ['worker.mjs'] } });
 * process.once('SIGINT', () => pool.cancel());
 * const outcome = await pool.run({ trial: 'cola-1' }, { onEvent: showProgress });
 * await pool.close();
 */
export class WorkerPool {
  readonly #command: WorkerCommand;
  readonly #size: number;
  readonly #graceMs: number;
  readonly #queue: Task[] = [];
  readonly #busy = new Set<Worker>();
  #idle: Worker[] = [];
  #isCancelled = false;

  constructor({ command, size = 1, graceMs = 5000 }: WorkerPoolOptions) {
    this.#command = command;
    this.#size = size;
    this.#graceMs = graceMs;
  }

  /**
   * Does a job when a worker is free; jobs start in the order in which they come. Never rejects.
   *
   * @param job any structured clone
   */
  run(job: unknown, options: JobOptions = {}): Promise<JobOutcome> {
    return new Promise((resolve) => {
      this.#queue.push({ job, options, resolve });
      this.#startTasks();
    });
  }

  /**
   * Stops everything: running jobs, waiting ones and those still to come end as `cancelled`. Resolves when no
   * worker is left.
   */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#startTasks();
    await this.#stopAll([...this.#busy, ...this.#idle]);
  }

  /** Ends the idle workers. Call it when no more jobs come: a worker that waits keeps this process alive. */
  async close(): Promise<void> {
    await this.#stopAll(this.#idle);
  }

  async #stopAll(workers: readonly Worker[]): Promise<void> {
    this.#idle = [];
    await Promise.all(workers.map((worker) => worker.stop({ kind: 'cancelled' })));
  }

  #startTasks(): void {
    while (this.#isCancelled || this.#busy.size < this.#size) {
      const task = this.#queue.shift();
      if (task === undefined) return;
      if (this.#isCancelled) task.resolve(neverStarted());
      else void this.#do(task);
    }
  }

  async #do({ job, options, resolve }: Task): Promise<void> {
    this.#idle = this.#idle.filter((worker) => worker.isUsable);
    const worker = this.#idle.pop() ?? new Worker(this.#command, this.#graceMs);
    this.#busy.add(worker);
    const outcome = await worker.run(job, options);
    // The next job starts when this one's worker is really gone, so that two never share the memory for one.
    if (!worker.isUsable) await worker.stop({ kind: 'cancelled' });
    this.#busy.delete(worker);
    if (worker.isUsable) this.#idle.push(worker);
    resolve(outcome);
    this.#startTasks();
  }
}

function neverStarted(): JobOutcome {
  const error = { name: 'WorkerError', message: 'The job was cancelled before it started' };
  return { status: 'cancelled', error, log: [], seconds: 0 };
}
