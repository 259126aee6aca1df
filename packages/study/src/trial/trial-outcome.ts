import type { TrialLimits } from '@lamella/planning/cost';
import type { Keep, LimitsChoice, ResolvedTrial } from '@lamella/spec';
import type { Judge } from '@lamella/tasks';
import type { Pace } from '../checkpoints/checkpoint-pace.ts';
import type { TrialOutcome } from '../results/trial-result.ts';
import type { KeptInputs } from './kept-inputs.ts';

/** The progress of a running trial. */
export interface TrialProgress {
  readonly phase: 'loading' | 'importance' | 'training' | 'evaluation';
  /** What is being done in it, and how far it is: `reading reviews.csv, 34 %`. */
  readonly part?: string;
  readonly step?: number;
  readonly steps?: number;
  /** Whether there may be fewer steps: training ends early where it no longer improves. */
  readonly mayEndEarly?: boolean;
  readonly epoch?: number;
  readonly loss?: number;
}

/** A message from a running trial to the pool: its progress, something that the user should know of, its limits, or a sign of life. */
export type TrialEvent =
  | TrialProgress
  | { readonly warning: string }
  | { readonly limits: TrialLimits }
  | { readonly isAlive: true };

/** The context of a trial besides its settings. */
export interface TrialContext {
  /** Values of importance are kept here and reused by other trials. */
  readonly importanceFolder: string;
  /** A folder of the trial's own: what it writes here outlives it, so that it goes on where it was stopped. */
  readonly trialFolder: string;
  /** The folder of the logs of its training. */
  readonly logFolder: string;
  /** The folder of the checkpoints of its training, and how often they are written; absent: none are. */
  readonly checkpointFolder?: string | undefined;
  readonly checkpoints?: Pace | 'none' | undefined;
  /** Where trained weights are kept that outlive the trial, and which; absent: none are. */
  readonly keeping?: { readonly folder: string; readonly keep: Keep } | undefined;
  /** What earlier trials of this process have left for this one; absent: everything is loaded anew. */
  readonly kept?: KeptInputs | undefined;
  /** Finds what may run programs that a model wrote; throws where nothing may. */
  findJudge(): Promise<Judge>;
  onProgress(progress: TrialProgress): void;
  /** The limits that the spec asks for, and what hears those that follow from predictions as well; absent: none are predicted. */
  readonly limiting?: { readonly limits: LimitsChoice; onLimits(limits: TrialLimits): void } | undefined;
}

/** The layers that a trial adapted, and why. */
export type TrialSelection = TrialOutcome['selection'];

/** The result of an evaluation. */
export interface Evaluation {
  /** The name of the score that counts, and its value. */
  readonly name: string;
  readonly primary: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly predictions: TrialOutcome['predictions'];
  /** By task or benchmark, what an answer without a look at the example scores. */
  readonly baselines?: NonNullable<TrialOutcome['baselines']>;
  /** The score of each question of benchmarks whose answers are written. */
  readonly answerScores?: NonNullable<TrialOutcome['answerScores']>;
  /** By split, how likely a language model finds each example. */
  readonly heldOut?: NonNullable<TrialOutcome['heldOut']>;
  /** Scores of kinds of problems, in tasks whose benchmarks have any. */
  readonly groups?: NonNullable<TrialOutcome['groups']>;
}

/** Runs one trial from its settings to its result. */
export type TrialRunner = (trial: ResolvedTrial, context: TrialContext) => Promise<TrialOutcome>;
