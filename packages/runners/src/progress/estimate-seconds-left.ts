/** A trial as the estimate sees it. Costs are in any unit: only their ratios count. */
export interface CostedTrial {
  readonly cost: number;
  /** How much of it is done, 0 to 1; unknown for some trials that run. */
  readonly fraction?: number | undefined;
  /** How long it has taken so far. */
  readonly seconds: number;
}

export interface Workload {
  /** Trials that are done. Leave out failed ones: they say nothing of how long a trial takes. */
  readonly done: readonly CostedTrial[];
  readonly running: readonly CostedTrial[];
  /** The costs of trials that have not started. */
  readonly waiting: readonly number[];
  /** How many trials run at the same time. */
  readonly workers: number;
}

/**
 * The time until all trials have ended. Finished trials, and the finished part of running ones, give seconds per
 * unit of cost; what is left costs that much, shared by the workers, and at least as long as the longest trial
 * that runs. `undefined` until the first trial says how much of it is done, or ends.
 */
export function estimateSecondsLeft({ done, running, waiting, workers }: Workload): number | undefined {
  const measured = [...done, ...running.filter(({ fraction }) => fraction !== undefined && fraction > 0)];
  const seconds = sum(measured.map((trial) => trial.seconds));
  const cost = sum(measured.map((trial) => trial.cost * (trial.fraction ?? 1)));
  if (cost === 0) return undefined;
  const rate = seconds / cost;
  const runningLeft = running.map(({ cost: whole, fraction, seconds: spent }) =>
    fraction === undefined ? Math.max(0, whole * rate - spent) : whole * rate * (1 - fraction),
  );
  const allLeft = sum(runningLeft) + sum(waiting) * rate;
  return Math.max(allLeft / workers, ...runningLeft);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
