import type { Silence } from '@lamella/runners';
import { median } from '@lamella/metrics';
import type { TrainingCurve } from '../log/training-curve.ts';
import type { WatchedTraining, WatchedTrial } from './watched-run.ts';

/** How a training gets on, from its log; undefined before its first step. */
export function describeTraining(curve: TrainingCurve): WatchedTraining | undefined {
  const { attempt, losses, lastStep, recentSeconds } = curve;
  if (lastStep === undefined) return undefined;
  const { step, epoch, learningRate, gradNorm } = lastStep;
  const left = secondsLeft(curve);
  return {
    attempt: attempt.attempt,
    ...{ step, steps: attempt.steps, epoch, epochs: attempt.epochs, losses, learningRate, gradNorm },
    secondsPerStep: median(recentSeconds),
    ...(left !== undefined && { secondsLeft: left }),
  };
}

/** The time from the first step to now, evaluations included, goes on for the steps that are left. */
function secondsLeft({ attempt, firstStep, lastStep, end }: TrainingCurve): number | undefined {
  if (end !== undefined || firstStep === undefined || lastStep === undefined) return undefined;
  const numTimed = lastStep.step - firstStep.step;
  if (numTimed < 1) return undefined;
  return ((lastStep.time - firstStep.time) / numTimed) * Math.max(0, attempt.steps - lastStep.step);
}

/** How long nothing was written of a trial, beside its steps: the longest pauses of a training. */
export function silenceOf({
  silentSeconds,
  training,
}: {
  readonly silentSeconds?: number | undefined;
  readonly training?: WatchedTraining | undefined;
}): Silence {
  return { silentSeconds, longestPause: training?.secondsPerStep };
}

/** The first of the scores after the last epoch; undefined if there are none. */
export function lastScore({ epochs }: TrainingCurve): WatchedTrial['score'] {
  const [score] = Object.entries(epochs.at(-1)?.metrics ?? {});
  return score && { name: score[0], value: score[1] };
}
