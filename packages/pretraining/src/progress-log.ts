import type { PretrainingRun } from '@lamella/training';

/** A line for every fiftieth of the run, with the mean loss since the last one. */
export function progressLog(steps: number, log: (line: string) => void): Required<PretrainingRun>['onStep'] {
  const every = Math.max(1, Math.floor(steps / 50));
  let sum = 0;
  return ({ step, loss, secondsPerStep }) => {
    sum += loss;
    if (step % every !== 0) return;
    log(
      `step ${step} of ${steps}, loss ${(sum / every).toFixed(3)}, ${(secondsPerStep * 1000).toFixed(0)} ms per step`,
    );
    sum = 0;
  };
}
