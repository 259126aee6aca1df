import type { RunStartLine, TrialEndLine, TrialPhaseLine } from '../log/log-lines.ts';

/** The state of a run: it has ended if it is done with its trials, is stopped by Ctrl-C, or has been killed. */
export type RunState = 'running' | 'done' | 'interrupted' | 'killed';

/** A run, as its files tell of it. */
export interface WatchedRun extends Pick<RunStartLine, 'name' | 'workers' | 'threads' | 'host'> {
  readonly folder: string;
  readonly state: RunState;
  /** Seconds since 1970. */
  readonly startedAt: number;
  /** Since its start, or until its end. */
  readonly seconds: number;
  /** Since something was written last, while it runs. */
  readonly secondsSinceNews?: number;
  /** Unknown until something tells how long a trial takes, and as long as one that runs may hang. */
  readonly secondsLeft?: number | undefined;
  /** In the order of the spec. */
  readonly trials: readonly WatchedTrial[];
}

/** A trial of a run, as files tell of it. */
export interface WatchedTrial {
  readonly id: string;
  /** `interrupted`: it was running when the run ended; `reused`: it was done before. */
  readonly status: 'waiting' | 'running' | 'interrupted' | 'reused' | TrialEndLine['status'];
  /** How much work it is beside the others. */
  readonly cost: number;
  /** The phase of the trial, and how many of its answers are written. */
  readonly phase?: Pick<TrialPhaseLine, 'phase' | 'step' | 'steps'>;
  /** Since its start, or until its end. */
  readonly seconds?: number;
  /** Since something was written of it last, while it runs. */
  readonly silentSeconds?: number;
  readonly training?: WatchedTraining;
  /** The last score of the dev set, or the one that counts once the trial is done. */
  readonly score?: { readonly name: string; readonly value: number };
  /** Why it failed. */
  readonly message?: string;
}

/** How a training gets on. */
export interface WatchedTraining {
  /** Counted from 1: more than 1 if the trial was started before. */
  readonly attempt: number;
  readonly step: number;
  /** Those that are planned; fewer may be taken. */
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Of every step. */
  readonly losses: readonly number[];
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradNorm: number;
  /** Median of the last steps. */
  readonly secondsPerStep: number;
  /** Until the last step that is planned, with the evaluations after epochs; unknown before the second step, and where the trial may hang. */
  readonly secondsLeft?: number;
}
