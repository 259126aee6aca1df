import { hashJson, messageOf, ownPeakMemory } from '@lamella/core';
import { defaults, type ResolvedTrial, trainingOf } from '@lamella/spec';
import {
  countEpochs,
  countSteps,
  type FrozenPrefixes,
  type StepProgress,
  train,
  type TrainingResult,
  type TrainingRun,
  type TrainingSettings,
  type TrainingState,
} from '@lamella/training';
import { JobCancelled, withTermination } from '@lamella/runners';
import { checkpointWriter, type WriterOptions } from '../checkpoints/checkpoint-writer.ts';
import { findMisfit } from '../checkpoints/find-misfit.ts';
import { openNewestCheckpoint } from '../checkpoints/trial-checkpoints.ts';
import { TrialLog } from '../log/trial-log.ts';
import { recordEarlyStop, scoreEpoch } from './early-stopping.ts';
import type { TrainedTrial } from './keep-trial.ts';
import type { KeptTraining } from './training-files.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { Evaluator } from './trial-task.ts';

/** A trial whose model is ready to be trained. */
export interface ReadyTrial extends TrainedTrial {
  readonly context: TrialContext;
  readonly evaluator: Evaluator;
  /** What is kept of its frozen layers. */
  readonly prefixes?: FrozenPrefixes;
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/**
 * Trains a trial's model, with a log of its steps and checkpoints, from the newest of which it goes on; one that is scored as it is,
 * is not trained.
 *
 * @throws {JobCancelled} if it was asked to end: the next time it goes on from there
 */
export async function trainTrial(ready: ReadyTrial): Promise<KeptTraining> {
  if (ready.trial.tuning === 'none') {
    const cost = { steps: 0, secondsPerStep: 0, trainSeconds: 0, ...peakMemory() };
    return { epochs: [], losses: [], cost };
  }
  const { epochs, losses, numSteps, secondsPerStep, trainSeconds, stopped } = await trainOn(ready);
  const numEpochs = countEpochs(ready.task.train.length, trainingOf(ready.trial));
  const cost = { steps: numSteps, secondsPerStep, trainSeconds, ...peakMemory() };
  return {
    epochs,
    losses,
    cost,
    ...(stopped && { stopped: recordEarlyStop(stopped, ready.trial, numEpochs) }),
  };
}

function peakMemory(): Pick<KeptTraining['cost'], 'peakMemoryBytes' | 'hasOwnPeak'> {
  const { bytes, isOwn } = ownPeakMemory();
  return { peakMemoryBytes: bytes, ...(isOwn && { hasOwnPeak: true }) };
}

/** Trains from the newest checkpoint on, if there is one. */
async function trainOn(ready: ReadyTrial): Promise<TrainingResult> {
  const { context, adapted } = ready;
  const key = trainingKey(ready);
  const { checkpointFolder: folder, checkpoints: pace = defaults.checkpoints } = context;
  if (folder === undefined || pace === 'none') return trainWithLog(ready);
  const place = { folder, key };
  const newest = await openNewestCheckpoint(place, (state) => findMisfit(state, adapted.trainable));
  try {
    const resumeFrom = newest?.state;
    return await withTermination((signal) => trainWithLog(ready, { place, pace, signal, resumeFrom }));
  } finally {
    newest?.close();
  }
}

/** A training goes on from one that was chosen alike. */
export function trainingKey({ key, trial: { settled } }: Pick<ReadyTrial, 'key' | 'trial'>): string {
  return settled === undefined ? key : hashJson({ key, settled });
}

/** How a training goes on after it is stopped. */
interface Continuation extends Omit<WriterOptions, 'sync'> {
  readonly resumeFrom: TrainingState | undefined;
}

async function trainWithLog(ready: ReadyTrial, continuation?: Continuation): Promise<TrainingResult> {
  const log = openLog(ready, continuation?.resumeFrom);
  try {
    const result = await train(toTrainingRun(ready, log, continuation), toTrainingSettings(ready.trial));
    log.end(result.stopped === undefined ? 'done' : 'stopped-early');
    return result;
  } catch (error) {
    if (error instanceof JobCancelled) log.leave();
    else log.end('failed', messageOf(error));
    throw error;
  }
}

function openLog({ trial, context, task, key }: ReadyTrial, resumeFrom: TrainingState | undefined): TrialLog {
  const training = trainingOf(trial);
  const epochs = countEpochs(task.train.length, training);
  const steps = countSteps(task.train.length, training);
  const done = resumeFrom?.numbers;
  const from = done && { step: done.losses.length, epoch: done.epochs.length };
  return new TrialLog(context.logFolder, { trial: trial.id, key, steps, epochs }, { from });
}

function toTrainingRun(
  { trial, context, task, model, adapted, evaluator, prefixes }: ReadyTrial,
  log: TrialLog,
  continuation: Continuation | undefined,
): TrainingRun {
  const mayEndEarly = trial.training.earlyStopping !== undefined;
  const showStep = ({ step, totalSteps, epoch, loss }: StepProgress): void =>
    context.onProgress({ phase: 'training', step, steps: totalSteps, mayEndEarly, epoch, loss });
  return {
    ...{ model, trainable: adapted.trainable, kind: task.kind, examples: task.train, padId: task.padId },
    prefixes,
    evaluate: () => scoreEpoch(trial, evaluator),
    onStep: (progress) => {
      log.step(progress);
      showStep(progress);
    },
    onEpoch: (report, step) => log.epoch(report, step),
    ...(continuation && {
      resumeFrom: continuation.resumeFrom,
      betweenSteps: checkpointWriter({ ...continuation, sync: () => log.sync() }),
    }),
  };
}

function toTrainingSettings(trial: ResolvedTrial): TrainingSettings {
  const training = trainingOf(trial);
  const { adam, weightDecay, maxGradNorm, dropout, precision = 'float32' } = training;
  return {
    ...training,
    adamw: { ...adam, weightDecay },
    maxGradNorm: maxGradNorm === 'none' ? 0 : maxGradNorm,
    hasDropout: dropout === 'model',
    matmulPrecision: precision,
    seed: trial.seed,
  };
}
