import { UserError } from '@lamella/core';
import type { BestWeights } from './best-weights.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { type EpochSettings, epochSteps, stepsPerEpoch } from './epoch-steps.ts';
import type { FineTuningStep } from './fine-tuning-step.ts';
import type { EpochReport, TrainingRun, TrainingState } from './training-run.ts';

/** The training so far. */
export interface History {
  readonly epochs: EpochReport[];
  readonly losses: number[];
  readonly stepSeconds: number[];
}

/** A training, and what changes while it runs. */
export interface TrainingParts {
  readonly run: TrainingRun;
  readonly settings: EpochSettings;
  readonly step: FineTuningStep;
  readonly best: BestWeights | undefined;
  readonly stopping: EarlyStopping | undefined;
  readonly history: History;
}

/** The state of a training between two steps. */
export function stateOf({ step, best, stopping, history }: TrainingParts): TrainingState {
  const { microSteps, tensors } = step.state();
  const { height, tensors: bestTensors = [] } = best?.state() ?? {};
  return {
    numbers: {
      losses: [...history.losses],
      stepSeconds: [...history.stepSeconds],
      epochs: [...history.epochs],
      microSteps,
      ...(height !== undefined && { bestHeight: height }),
      ...(stopping && { earlyStopping: stopping.state() }),
    },
    tensors: new Map([...tensors, ...bestTensors]),
  };
}

/**
 * Puts back the state that a training is to go on from, if there is one.
 *
 * @throws {UserError} if it is of another training
 */
export function resumeTraining({ run, settings, step, best, stopping, history }: TrainingParts): void {
  const { resumeFrom: state } = run;
  if (state === undefined) return;
  const { losses, stepSeconds, epochs, microSteps, bestHeight, earlyStopping } = state.numbers;
  const numSteps = stepsPerEpoch(run.examples.length, settings);
  const isWithin =
    losses.length >= epochs.length * numSteps && losses.length <= (epochs.length + 1) * numSteps;
  if (!isWithin || epochs.length > settings.epochs)
    throw new UserError(
      `Expected the state of a training of ${settings.epochs} epochs of ${numSteps} steps, got one after ${losses.length} steps and ` +
        `${epochs.length} evaluations: it is of another training.`,
    );
  const seen = epochs.length > 0 ? numSteps : losses.length;
  step.resume(
    { steps: losses.length, microSteps, tensors: state.tensors },
    firstBatches({ run, settings }, seen),
  );
  best?.resume({ height: bestHeight, tensors: state.tensors });
  if (earlyStopping !== undefined) stopping?.resume(earlyStopping);
  for (const loss of losses) history.losses.push(loss);
  for (const seconds of stepSeconds) history.stepSeconds.push(seconds);
  history.epochs.push(...epochs);
}

/** The micro-batches of the first steps of the first epoch. */
function* firstBatches({ run, settings }: Pick<TrainingParts, 'run' | 'settings'>, numSteps: number) {
  let taken = 0;
  for (const batches of epochSteps(run, settings, { epoch: 1 })) {
    if (taken++ === numSteps) return;
    yield* batches;
  }
}
