import type { GroupScore } from '../benchmarks/score-answers.ts';
import type { Judge } from '../benchmarks/benchmark.ts';
import type { ParameterCounts } from '@lamella/adapters';
import type { EpochReport } from '@lamella/training';
import type { ResolvedTrial } from '@lamella/spec';

/** What a trial tells while it runs. */
export interface TrialProgress {
  readonly phase: 'loading' | 'importance' | 'training' | 'evaluation';
  readonly step?: number;
  readonly steps?: number;
  readonly epoch?: number;
  readonly loss?: number;
}

/** What a worker sends of a trial that runs: how far it is, or something that the user should know of. */
export type TrialEvent = TrialProgress | { readonly warning: string };

/** What a trial is given besides its settings. */
export interface TrialContext {
  /** Values of importance are kept here and reused by other trials. */
  readonly importanceFolder: string;
  /** A folder of the trial's own: what it writes here outlives it, so that it goes on where it was stopped. */
  readonly answersFolder: string;
  /** Finds what may run programs that a model wrote; throws where nothing may. */
  findJudge(): Promise<Judge>;
  onProgress(progress: TrialProgress): void;
}

/** The layers that a trial adapted, and why. */
export interface TrialSelection {
  readonly method: string;
  readonly layers: readonly number[];
  readonly scores: readonly number[] | null;
  /** One digit per layer, layer 0 first. */
  readonly oneHot: string;
  /** Name of the file with the values of importance. */
  readonly importanceFile: string | null;
}

/** Predictions on a split, example by example. */
export interface SplitPredictions {
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
}

/** What an evaluation says. */
export interface Evaluation {
  /** The name of the score that counts, and its value. */
  readonly name: string;
  readonly primary: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly predictions: Readonly<Record<string, SplitPredictions>>;
  /** Scores of kinds of problems, in tasks whose benchmarks have any. */
  readonly groups?: readonly GroupScore[];
}

/** Everything that a finished trial has to say. */
export interface TrialOutcome {
  readonly selection: TrialSelection;
  readonly parameters: ParameterCounts;
  readonly metrics: {
    readonly primary: { readonly name: string; readonly value: number };
    readonly final: Readonly<Record<string, number>>;
    readonly epochs: readonly EpochReport[];
  };
  readonly predictions: Readonly<Record<string, SplitPredictions>>;
  readonly groups?: readonly GroupScore[];
  /** The loss of every step of the optimiser, in tasks that are answered by text. */
  readonly losses?: readonly number[];
  readonly cost: {
    readonly steps: number;
    readonly secondsPerStep: number;
    readonly trainSeconds: number;
    readonly peakMemoryBytes: number;
  };
  readonly hashes: { readonly model: string; readonly data: string };
  readonly versions: Readonly<Record<string, string>>;
}

/** Runs one trial from its settings to its result. */
export type TrialRunner = (trial: ResolvedTrial, context: TrialContext) => Promise<TrialOutcome>;
