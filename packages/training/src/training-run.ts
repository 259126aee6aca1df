import type { EncodedExample } from '@lamella/datasets';
import type { MatmulPrecision, Parameter } from '@lamella/engine';
import type { ScoreMetric } from '@lamella/metrics';
import type { Model } from '@lamella/models';
import type { AccumulationMode } from './accumulation.ts';
import type { AdamWConfig } from './adamw.ts';
import type { BestScore, EarlyStoppingSettings, EarlyStoppingState } from './early-stopping.ts';
import type { TaskKind } from './losses.ts';
import type { FrozenPrefixes, KeepPrefix } from './frozen-prefixes.ts';
import type { ScheduleName } from './schedules.ts';
import type { HostTensors } from './stored-values.ts';

/** How a model is fine-tuned. */
export interface TrainingSettings {
  readonly epochs: number;
  /** Steps of the optimiser that are taken in the place of whole epochs: as many epochs as they need, the last one in part. */
  readonly steps?: number;
  readonly batchSize: number;
  /** Micro-batches per optimiser step. */
  readonly accumulation: { readonly steps: number; readonly mode: AccumulationMode };
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** Share of all steps, or a number of steps. */
  readonly warmup: { readonly ratio: number } | { readonly steps: number };
  readonly adamw: AdamWConfig;
  readonly maxGradNorm: number;
  /** Switches all dropout off if false. */
  readonly hasDropout: boolean;
  /** The weights that count in the end. */
  readonly checkpoint: 'last' | 'best';
  /** Ends the training before its last epoch; the learning rate's schedule stays that of all epochs. */
  readonly earlyStopping?: EarlyStoppingSettings;
  /** Batches in a window of examples that is sorted by length; see `makeBatches`. */
  readonly sortWindow?: number;
  /** Matrix products of the steps, in bfloat16 or in single precision; the latter unless given. */
  readonly matmulPrecision?: MatmulPrecision;
  /** Whether texts lie one after another without padding: where that saves work, or wherever they can; see `chooseLayout`. @default 'auto' */
  readonly packing?: 'auto' | 'on' | 'off';
  /** Whether the frozen layers below the lowest trained one run once per example; see {@link FrozenPrefixes}. @default 'auto' */
  readonly keepFrozenPrefix?: KeepPrefix;
  /** See {@link FineTuningStep}; false unless given. */
  readonly gradientCheckpointing?: boolean;
  /** Of the order of examples and of dropout. */
  readonly seed: number;
}

/** One epoch as the history keeps it. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  /** Of training, without evaluation. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One step of the optimiser, as it is told of. */
export interface StepProgress {
  /** Counted from 1. */
  readonly step: number;
  /** Of all epochs. */
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of all gradients before they are clipped. */
  readonly gradNorm: number;
  readonly seconds: number;
}

/** The scores of an evaluation after an epoch. */
export interface EpochScores {
  /** Decides which weights are the best, and when training ends early. */
  readonly primary: number;
  /** Which of two scores is the better. @default 'higher' */
  readonly better?: ScoreMetric['better'];
  readonly metrics: Readonly<Record<string, number>>;
}

/** Inputs of a training besides its settings. */
export interface TrainingRun {
  readonly model: Model;
  readonly trainable: readonly Parameter[];
  readonly kind: TaskKind;
  readonly examples: readonly EncodedExample[];
  readonly padId: number;
  /** The output of its frozen layers, which outlives the training. @default what the settings say, for the training alone */
  readonly prefixes?: FrozenPrefixes | undefined;
  /** Scores the model as it is, after each epoch. */
  evaluate(): EpochScores;
  /** A training that was stopped, which this one goes on from. */
  readonly resumeFrom?: TrainingState | undefined;
  onStep?(progress: StepProgress): void;
  /** Called after the evaluation of an epoch, with the steps so far. */
  onEpoch?(report: EpochReport, step: number): void;
  /** Called after each step, and after the evaluation of an epoch that isn't the last; the training waits. What it throws ends it. */
  betweenSteps?(pause: TrainingPause): Promise<void> | void;
}

/** A place at which a training can be gone on from. */
export interface TrainingPause {
  /** Steps so far. */
  readonly step: number;
  /** Whether an evaluation comes next. */
  readonly isEpochEnd: boolean;
  /** Valid until the training goes on. */
  readState(): TrainingState;
}

/** The numbers of a training between two of its steps. Its position follows from them: steps and epochs that are done. */
export interface TrainingNumbers {
  /** The loss of every step so far. */
  readonly losses: readonly number[];
  readonly stepSeconds: readonly number[];
  /** Those that were evaluated: an epoch whose steps are done and that isn't here is evaluated next. */
  readonly epochs: readonly EpochReport[];
  /** Micro-batches so far, which seed dropout. */
  readonly microSteps: number;
  /** The score of the best weights so far, where they are kept and one was a number. */
  readonly bestHeight?: number;
  readonly earlyStopping?: EarlyStoppingState;
}

/**
 * All that a training goes on from, besides its settings, its examples and the weights that it doesn't change: those that it trains,
 * the optimiser's moments, the best weights so far, and numbers. It goes on to the same bits as if it hadn't been stopped.
 */
export interface TrainingState {
  readonly numbers: TrainingNumbers;
  /** By name. Those of a training that runs are read when their bytes are asked for: before its next step. */
  readonly tensors: HostTensors;
}

/** How a training ended before its last epoch. */
export interface EarlyStop {
  /** The last epoch that was trained, counted from 1. */
  readonly epoch: number;
  /** The score after it. */
  readonly score: number;
  /** The best score, and its epoch; absent if none was a number. */
  readonly best?: BestScore;
}

/** The result of a training. */
export interface TrainingResult {
  readonly epochs: readonly EpochReport[];
  readonly numSteps: number;
  /** The loss of every step. */
  readonly losses: readonly number[];
  readonly trainSeconds: number;
  /** Median over the steps, which leaves out those in which a function was compiled. */
  readonly secondsPerStep: number;
  /** Present if there has been no improvement for too long. */
  readonly stopped?: EarlyStop;
}
