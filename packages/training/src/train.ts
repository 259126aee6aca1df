import { setImmediate as nextTurn } from 'node:timers/promises';
import { UserError } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { mean, median, sum } from '@lamella/metrics';
import { BestWeights } from './best-weights.ts';
import { chooseLayout } from './choose-layout.ts';
import { checkExamples, checkLabels } from './check-examples.ts';
import { EarlyStopping } from './early-stopping.ts';
import { countEpochs, countSteps, epochSteps, stepsPerEpoch } from './epoch-steps.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import { FrozenPrefixes } from './frozen-prefixes.ts';
import { learningRateAt, type Schedule, warmupStepsOf } from './schedules.ts';
import { resumeTraining, stateOf, type History, type TrainingParts } from './training-parts.ts';
import type {
  EarlyStop,
  EpochReport,
  EpochScores,
  TrainingResult,
  TrainingRun,
  TrainingSettings,
} from './training-run.ts';

/**
 * Fine-tunes the trainable parameters; in the end they hold the last or the best weights. Between two steps other work of the
 * process gets its turn, such as signals and messages.
 *
 * @throws {UserError} if the frozen prefix is to be kept and can't be, if an example does not fit the model, if a loss or a
 *   weight is not finite, or if the state that it is to go on from is of another training
 */
export async function train(run: TrainingRun, chosen: TrainingSettings): Promise<TrainingResult> {
  const schedule = makeSchedule(checkedExamples(run).length, chosen);
  const settings = { ...chosen, ...chooseLayout(run, chosen) };
  const numEpochs = countEpochs(run.examples.length, settings);
  const own = new FrozenPrefixes({ ...run, keep: settings.keepFrozenPrefix ?? 'auto' });
  const { prefixes = own } = run;
  const prefix = prefixes.of(run.examples, { ...settings, passes: numEpochs });
  const step = new FineTuningStep({ ...run, ...settings, prefix });
  const best = settings.checkpoint === 'best' ? new BestWeights(run.trainable) : undefined;
  const stopping = settings.earlyStopping && new EarlyStopping(settings.earlyStopping);
  const history: History = { epochs: [], losses: [], stepSeconds: [] };
  const training = { run, settings, schedule, step, best, stopping, history };
  let stopped: EarlyStop | undefined;
  try {
    resumeTraining(training);
    for (let epoch = history.epochs.length + 1; epoch <= numEpochs && stopped === undefined; epoch++) {
      const trained = await trainEpoch(training, epoch);
      const { primary, better, metrics } = evaluateAfter(history.losses.length, run, schedule);
      best?.offer(primary, better);
      history.epochs.push({ epoch, ...trained, metrics });
      run.onEpoch?.({ epoch, ...trained, metrics }, history.losses.length);
      const isOver = stopping?.offer(primary, better) === true && epoch < numEpochs;
      if (isOver) stopped = { epoch, score: primary, ...(stopping.best && { best: stopping.best }) };
      else if (epoch < numEpochs) await pause(training, false);
    }
    best?.restore();
    return { ...toResult(history), ...(stopped && { stopped }) };
  } finally {
    for (const owner of [best, step, own]) owner?.dispose();
  }
}

/** A training with the schedule of its learning rate. */
interface Training extends TrainingParts {
  readonly schedule: Schedule;
}

/** Takes the steps of an epoch, or those that are left of it, and checks the weights after them. */
async function trainEpoch(
  training: Training,
  epoch: number,
): Promise<Pick<EpochReport, 'trainLoss' | 'seconds'>> {
  const { run, settings, schedule, step, history } = training;
  const { losses, stepSeconds } = history;
  const { totalSteps } = schedule;
  const wholeEpoch = stepsPerEpoch(run.examples.length, settings);
  const startedAt = wholeEpoch * (epoch - 1);
  const end = Math.min(startedAt + wholeEpoch, totalSteps);
  for (const batches of epochSteps(run, settings, { epoch, skip: losses.length - startedAt })) {
    if (losses.length === end) break;
    const begin = performance.now();
    const learningRate = learningRateAt(losses.length, schedule);
    const report = step.run(batches, learningRate, settings.accumulation.mode);
    const seconds = (performance.now() - begin) / 1000;
    losses.push(report.loss);
    stepSeconds.push(seconds);
    const isEpochEnd = losses.length === end;
    run.onStep?.({ step: losses.length, totalSteps, epoch, learningRate, seconds, ...report });
    if (isEpochEnd) step.finish();
    await pause(training, isEpochEnd);
  }
  return { trainLoss: mean(losses.slice(startedAt)), seconds: sum(stepSeconds.slice(startedAt)) };
}

/** Gives others their turn; the training can be gone on from here. */
async function pause(training: Training, isEpochEnd: boolean): Promise<void> {
  await nextTurn();
  const step = training.history.losses.length;
  await training.run.betweenSteps?.({ step, isEpochEnd, readState: () => stateOf(training) });
}

function toResult({ epochs, losses, stepSeconds }: History): Omit<TrainingResult, 'stopped'> {
  return {
    epochs,
    numSteps: losses.length,
    losses,
    trainSeconds: sum(stepSeconds),
    secondsPerStep: median(stepSeconds),
  };
}

/** Evaluates, and adds to what is wrong with the model when it has become so. */
function evaluateAfter(step: number, run: TrainingRun, schedule: Schedule): EpochScores {
  try {
    return run.evaluate();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const rate = learningRateAt(step - 1, schedule);
    throw new UserError(`${error.message} This is after step ${step} (learning rate ${rate}).`, {
      cause: error,
    });
  }
}

/** The examples, all of which fit the model. */
function checkedExamples({ examples, model, kind }: TrainingRun): readonly EncodedExample[] {
  checkExamples(examples, model);
  checkLabels(examples, model, kind);
  return examples;
}

/** The schedule over all optimiser steps of a run. */
function makeSchedule(numExamples: number, settings: TrainingSettings): Schedule {
  const { warmup, schedule: name, learningRate } = settings;
  const totalSteps = countSteps(numExamples, settings);
  const warmupSteps = 'steps' in warmup ? warmup.steps : warmupStepsOf(warmup.ratio, totalSteps);
  return { name, learningRate, warmupSteps, totalSteps };
}
