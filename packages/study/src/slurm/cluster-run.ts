import type { TrialPrediction } from '@lamella/planning/cost';
import type { ProgressDisplay, Slurm } from '@lamella/runners';
import type { ResolvedTrial, SlurmSettings } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';
import type { Provenance } from '../results/run-record.ts';
import type { DueTrial } from '../run/record-outcome.ts';
import type { RunningOptions, RunOfTrials } from '../run/run-trials.ts';
import type { JobBook } from './job-book.ts';

/** A cluster, and what is asked of it. */
export interface Cluster {
  readonly slurm: Slurm;
  readonly settings: SlurmSettings;
  /** Threads of a trial, as the spec says. */
  readonly threads: number | undefined;
  /** The program that works on a run, and its arguments: `node lamella.mjs work`; the run's folder is added. */
  readonly command: readonly string[];
  /** What a trial is predicted to take. */
  costOf(trial: ResolvedTrial, inputs: Inputs): TrialPrediction | undefined;
  /** Times between two looks at the queue: from the shortest on while nothing happens. @default 1 s to 15 s */
  readonly pollMs?: { readonly least: number; readonly most: number };
  /** Time that a result may take to be seen here after its task has ended elsewhere. @default 10 s */
  readonly settleMs?: number;
}

/** The options of a run without worker processes of its own. */
export type ClusterOptions = Omit<RunningOptions, 'pool'>;

/** A run whose trials are tasks of a cluster. */
export interface ClusterRun extends RunOfTrials<ClusterOptions> {
  readonly cluster: Cluster;
  readonly book: JobBook;
  readonly display: ProgressDisplay;
  readonly provenance: Provenance;
  /** By id, those that have not ended. */
  readonly open: Map<string, DueTrial>;
  /** Those that are shown as running. */
  readonly running: Set<string>;
  /** When a task was first seen to be over although its trial has no result. */
  readonly overSince: Map<string, number>;
  readonly failed: string[];
  /** Those that somebody took out of the queue. */
  readonly cancelled: string[];
}
