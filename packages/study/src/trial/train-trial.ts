import { messageOf, peakMemoryBytes } from '@lamella/core';
import type { ResolvedTrial } from '@lamella/spec';
import {
  countSteps,
  type StepProgress,
  train,
  type TrainingResult,
  type TrainingSettings,
} from '@lamella/training';
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
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/** Trains a trial's model, with a log of its steps; one that is scored as it is, is not trained. */
export async function trainTrial(ready: ReadyTrial): Promise<KeptTraining> {
  if (ready.trial.tuning === 'none') {
    const cost = { steps: 0, secondsPerStep: 0, trainSeconds: 0, peakMemoryBytes: peakMemoryBytes() };
    return { epochs: [], losses: [], cost };
  }
  const { epochs, losses, numSteps, secondsPerStep, trainSeconds, stopped } = await trainWithLog(ready);
  const cost = { steps: numSteps, secondsPerStep, trainSeconds, peakMemoryBytes: peakMemoryBytes() };
  return { epochs, losses, cost, ...(stopped && { stopped: recordEarlyStop(stopped, ready.trial) }) };
}

async function trainWithLog(ready: ReadyTrial): Promise<TrainingResult> {
  const { trial, context, task, model, adapted, evaluator, key } = ready;
  const settings = toTrainingSettings(trial);
  const steps = countSteps(task.train.length, settings);
  const log = new TrialLog(context.logFolder, { trial: trial.id, key, steps, epochs: settings.epochs });
  const mayEndEarly = settings.earlyStopping !== undefined;
  const showStep = ({ step, totalSteps, epoch, loss }: StepProgress): void =>
    context.onProgress({ phase: 'training', step, steps: totalSteps, mayEndEarly, epoch, loss });
  try {
    const result = await train(
      {
        ...{ model, trainable: adapted.trainable, kind: task.kind, examples: task.train, padId: task.padId },
        evaluate: () => scoreEpoch(trial, evaluator),
        onStep: (progress) => {
          log.step(progress);
          showStep(progress);
        },
        onEpoch: (report, step) => log.epoch(report, step),
      },
      settings,
    );
    log.end(result.stopped === undefined ? 'done' : 'stopped-early');
    return result;
  } catch (error) {
    log.end('failed', messageOf(error));
    throw error;
  }
}

function toTrainingSettings({ training, seed }: ResolvedTrial): TrainingSettings {
  const { adam, weightDecay, maxGradNorm, dropout, precision = 'float32' } = training;
  return {
    ...training,
    adamw: { ...adam, weightDecay },
    maxGradNorm: maxGradNorm === 'none' ? 0 : maxGradNorm,
    hasDropout: dropout === 'model',
    matmulPrecision: precision,
    seed,
  };
}
