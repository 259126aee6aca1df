import type { Config } from '@lamella/models/families';
import { type LimitsChoice, memoryBytes, type ResolvedTrial, trainingOf } from '@lamella/spec';
import { countEpochs } from '@lamella/training';
import type { CostOf } from './predict-costs.ts';
import { trialStep } from './trial-step.ts';

/** The sizes that a trial's cost depends on besides its settings. */
export interface TrialFacts {
  readonly config: Config;
  readonly numTrain: number;
  /** Examples that are scored after every epoch and in the end; undefined where answers are written, of whose lengths nothing is known. */
  readonly numScored: number | undefined;
  /** Classes of a user's own table. */
  readonly numClasses?: number | undefined;
}

/** The predicted cost of a whole trial on a machine that does nothing else: at most, for texts of the greatest length. */
export interface TrialPrediction {
  /** Unknown where answers are written. */
  readonly seconds: number | undefined;
  /** Of the process. */
  readonly peakBytes: number;
}

/** Limits of a trial, where there are any. */
export interface TrialLimits {
  readonly seconds?: number;
  readonly memoryBytes?: number;
}

/** A forward and a backward pass through all layers over the least that a training step may be, a forward pass. */
const IMPORTANCE_FACTOR = 4;
/** Bytes of an encoded example besides its tokens, and of each token, in V8. */
const EXAMPLE_BYTES = 500;
const TOKEN_BYTES = 16;

/** By default: so many times what is predicted, and so much more; see docs/reliability.md for why. */
const GENEROUS = { time: 20, seconds: 3600, memory: 3, bytes: 4 * 2 ** 30 } as const;
/** Of a factor that a spec asks for: what no prediction covers, such as the start of a process. */
const LEAST_SECONDS = 60;

/**
 * Predicts a trial's time and memory.
 *
 * seconds = c · (epochs · (train + scored) + scored + 4 · samples of importance), where c = seconds of a step / its examples;
 * memory = that of a step + the encoded examples. Reading files and starting up are not in it.
 *
 * @returns undefined if the trial trains nothing
 */
export function predictTrial(
  trial: ResolvedTrial,
  { config, numTrain, numScored, numClasses }: TrialFacts,
  costOf: CostOf,
): TrialPrediction | undefined {
  const found = trialStep(trial, config, numClasses);
  if (found === undefined) return undefined;
  const { seconds, peakBytes } = costOf(found.step);
  const { batchSize, accumulation, maxLength } = trial.training;
  const epochs = countEpochs(numTrain, trainingOf(trial));
  const each = seconds / (batchSize * accumulation.steps);
  const numExamples = numTrain + (numScored ?? 0);
  const passes =
    epochs * numExamples + (numScored ?? 0) + IMPORTANCE_FACTOR * importancePasses(trial, numTrain);
  return {
    seconds: numScored === undefined ? undefined : each * passes,
    peakBytes: peakBytes + numExamples * (EXAMPLE_BYTES + TOKEN_BYTES * maxLength),
  };
}

/** Steps over one example that measuring importance comes to, in texts of the length that is trained with, for each head that gradients are taken with. */
export function importancePasses({ importance, training }: ResolvedTrial, numTrain: number): number {
  if (importance === null) return 0;
  const { samples, maxLength } = importance;
  const { heads = 1 } = 'heads' in importance ? importance : {};
  const each = heads * Math.max(1, maxLength / training.maxLength);
  if (samples === 'all') return each * numTrain;
  return each * ('first' in samples ? samples.first : samples.random);
}

/**
 * The limits of a trial: what its spec says; else `factor` times what is predicted (and at least a minute); else generous ones,
 * 20 times the predicted time and an hour, and 3 times the predicted memory and 4 GiB; none where nothing is predicted.
 */
export function trialLimits(
  { minutes, memory, factor }: LimitsChoice,
  prediction: TrialPrediction | undefined,
): TrialLimits {
  const seconds = minutes === undefined ? predictedSeconds(prediction?.seconds, factor) : 60 * minutes;
  const bytes = memory === undefined ? predictedBytes(prediction?.peakBytes, factor) : memoryBytes(memory);
  return {
    ...(seconds !== undefined && { seconds }),
    ...(bytes !== undefined && { memoryBytes: bytes }),
  };
}

function predictedSeconds(seconds: number | undefined, factor: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (factor === undefined) return GENEROUS.time * seconds + GENEROUS.seconds;
  return Math.max(LEAST_SECONDS, factor * seconds);
}

function predictedBytes(bytes: number | undefined, factor: number | undefined): number | undefined {
  if (bytes === undefined) return undefined;
  return factor === undefined ? GENEROUS.memory * bytes + GENEROUS.bytes : factor * bytes;
}
