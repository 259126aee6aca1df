import type { JobStatus } from '../workers/job-outcome.ts';
import type { Silence } from './estimate-seconds-left.ts';

/** A trial that runs. */
export interface RunningTrial extends Silence {
  readonly name: string;
  /** The current part of the work: "epoch 2 of 3". */
  readonly detail?: string | undefined;
  /** How much of it is done, 0 to 1, if known. */
  readonly fraction?: number | undefined;
  /** Since its start. */
  readonly seconds: number;
}

/** A trial that another process runs. */
export interface ElsewhereTrial {
  readonly name: string;
  /** The process: `process 7 on host`. */
  readonly where: string;
}

/** A trial that has ended. */
export interface FinishedTrial {
  readonly name: string;
  readonly status: JobStatus;
  /** Unknown of one that another process has run. */
  readonly seconds: number | undefined;
  /** The outcome: "matthews 0.43", or the message of an error. */
  readonly summary?: string | undefined;
}

/** All that a display of progress shows. */
export interface ProgressState {
  /** The title of the run that the trials belong to: "glue/mini". */
  readonly title: string;
  /** Trials to do in this run, those that have ended included. */
  readonly total: number;
  /** Trials that have ended, in whatever way. */
  readonly finished: number;
  /** Those among them that are not done. */
  readonly failed: number;
  readonly running: readonly RunningTrial[];
  /** Trials that this process waits for, as others run them. @default none */
  readonly elsewhere?: readonly ElsewhereTrial[];
  readonly elapsedSeconds: number;
  /** Unknown until something tells how long a trial takes, and as long as one that runs may hang. */
  readonly secondsLeft?: number | undefined;
}
