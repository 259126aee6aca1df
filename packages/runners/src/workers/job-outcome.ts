import type { PassedLimit } from './job-watch.ts';

/**
 * How a job ended:
 *
 * - `done`: the handler returned;
 * - `failed`: the handler threw, or the worker exited by itself or could not be started;
 * - `out-of-memory`: as far as can be told, memory ran out (see `classifyEnd`), or the memory limit was passed;
 * - `timed-out`: the time limit was passed, or the worker gave no sign of life for too long;
 * - `cancelled`: the pool was cancelled, Ctrl-C reached the worker, or a job was asked to end by SIGTERM and put away what it goes on
 *   from;
 * - `killed`: any other signal ended the worker (a crash in native code, somebody's kill).
 */
export type JobStatus = 'done' | 'failed' | 'out-of-memory' | 'timed-out' | 'cancelled' | 'killed';

/** The error of a job that failed. */
export interface JobError {
  /** The class of what the handler threw (`UserError`), or `WorkerError` if the worker itself ended. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

/** The end of a job, of one shape for success and failure. It can be written as JSON. */
export interface JobOutcome {
  readonly status: JobStatus;
  /** The return value of the handler, if the job is done. */
  readonly value?: unknown;
  /** Present unless the job is done. */
  readonly error?: JobError | undefined;
  /** The limit for which the pool ended the job, if it did. */
  readonly passedLimit?: PassedLimit | undefined;
  /** The last lines that the worker wrote to its standard output and error during the job. */
  readonly log: readonly string[];
  /** Present if the worker exited. */
  readonly exitCode?: number | undefined;
  /** Present if a signal ended the worker. */
  readonly signal?: string | undefined;
  /** From handing the job over to its end; the first job of a worker includes the worker's start. */
  readonly seconds: number;
}
