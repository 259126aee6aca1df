import type { WatchedRun, WatchedTrial } from '@lamella/study';

/** A run as JSON has it: of the losses of a training the last one is there; all are in the log of the trial. */
export function toJson(run: WatchedRun): object {
  return { ...run, trials: run.trials.map(withLastLoss) };
}

/** A text that changes when there is news of a run: all but the time. */
export function newsOf({ state, trials }: WatchedRun): string {
  return JSON.stringify([
    state,
    ...trials.map(({ status, phase, training, score }) => [status, phase, training?.step, score]),
  ]);
}

function withLastLoss({ cost: _, training, ...trial }: WatchedTrial): object {
  if (training === undefined) return trial;
  const { losses, ...rest } = training;
  return { ...trial, training: { ...rest, loss: losses.at(-1) } };
}
