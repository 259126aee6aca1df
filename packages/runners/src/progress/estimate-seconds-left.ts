/** A trial as the estimate sees it. Costs are in any unit: only their ratios count. */
export interface CostedTrial extends Silence {
  readonly cost: number;
  /** How much of it is done, 0 to 1; unknown for some trials that run. */
  readonly fraction?: number | undefined;
  /** How long it has taken so far. */
  readonly seconds: number;
}

/** How long nothing has been heard of a trial that runs. */
export interface Silence {
  /** @default 0 */
  readonly silentSeconds?: number | undefined;
  /** Between two signs of life of it so far. @default 0 */
  readonly longestPause?: number | undefined;
}

/** Nothing is thought of silence that is shorter, in seconds. */
const SHORT_SILENCE = 60;
/** A pause that is so many times as long as the longest one before is no usual one. */
const UNUSUAL = 5;

/** Whether a trial has been silent for so long that it may hang: nothing is known then of when it ends. */
export function mayHang({ silentSeconds = 0, longestPause = 0 }: Silence): boolean {
  return silentSeconds > Math.max(SHORT_SILENCE, UNUSUAL * longestPause);
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
 * that runs. A trial that runs takes at least as long as those before it, and longer than it has been silent; one that has
 * taken longer than thought is taken to need as much again.
 *
 * @returns undefined until the first trial says how much of it is done, or ends, and as long as one that runs may hang
 */
export function estimateSecondsLeft({ done, running, waiting, workers }: Workload): number | undefined {
  if (running.length === 0 && waiting.length === 0) return 0;
  if (running.some(mayHang)) return undefined;
  const rate = rateOf([...done, ...running.filter(({ fraction = 0 }) => fraction > 0)]);
  if (rate === undefined) return undefined;
  const rateBefore = rateOf(done);
  const runningLeft = running.map((trial) => leftOf(trial, rate, rateBefore));
  const allLeft = sum(runningLeft) + sum(waiting) * rate;
  return Math.max(allLeft / workers, ...runningLeft);
}

/** Seconds per unit of cost. */
function rateOf(trials: readonly CostedTrial[]): number | undefined {
  const cost = sum(trials.map((trial) => trial.cost * (trial.fraction ?? 1)));
  return cost === 0 ? undefined : sum(trials.map(({ seconds }) => seconds)) / cost;
}

/** @param rateBefore that of finished trials, which knows of what comes after the part that `fraction` is of */
function leftOf(
  { cost, fraction, seconds, silentSeconds = 0 }: CostedTrial,
  rate: number,
  rateBefore: number | undefined,
): number {
  if (fraction === undefined) return Math.max(Math.abs(cost * rate - seconds), silentSeconds);
  const before = rateBefore === undefined ? 0 : cost * rateBefore - seconds;
  return Math.max(cost * rate * (1 - fraction), before, silentSeconds);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
