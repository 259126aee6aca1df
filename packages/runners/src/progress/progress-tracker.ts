import type { JobStatus } from '../workers/job-outcome.ts';
import { estimateSecondsLeft } from './estimate-seconds-left.ts';
import type { ElsewhereTrial, FinishedTrial, ProgressState } from './progress-state.ts';

/** A trial that is to be done. */
export interface DisplayedTrial {
  /** Names the trial on the display, and must be unique. */
  readonly name: string;
  /** How much work it is beside the others, in any unit: training steps × tokens, say. */
  readonly cost: number;
}

/** How a trial is getting on. */
export interface DisplayedProgress {
  readonly detail?: string;
  readonly fraction?: number;
}

/** How a trial ended. */
export interface TrialEnd {
  readonly status: JobStatus;
  /** What it took, where that is known better than by its start and end here. */
  readonly seconds?: number;
  readonly summary?: string;
}

export interface ProgressTrackerOptions {
  readonly title: string;
  readonly trials: readonly DisplayedTrial[];
  /** How many trials run at the same time, or what tells it. */
  readonly workers: number | (() => number);
  /** The time in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

interface Running {
  readonly cost: number;
  readonly start: number;
  progress: DisplayedProgress;
  /** When something was heard of it last. */
  heardAt: number;
  /** In seconds. */
  longestPause: number;
}

/** Keeps the state of a sweep's trials as they start, get on and end. */
export class ProgressTracker {
  readonly #title: string;
  readonly #workers: () => number;
  readonly #now: () => number;
  readonly #start: number;
  readonly #waiting: Map<string, number>;
  readonly #running = new Map<string, Running>();
  /** Those among the waiting ones that other processes run, and where. */
  readonly #elsewhere = new Map<string, string>();
  readonly #finished: { cost: number; seconds: number | undefined; status: JobStatus }[] = [];

  constructor({ title, trials, workers, now = () => performance.now() }: ProgressTrackerOptions) {
    this.#title = title;
    this.#workers = typeof workers === 'number' ? () => workers : workers;
    this.#now = now;
    this.#start = now();
    this.#waiting = new Map(trials.map(({ name, cost }) => [name, cost]));
  }

  start(name: string): void {
    const cost = this.#waiting.get(name);
    if (cost === undefined) throw new RangeError(`Expected a trial that waits, got ${name}`);
    this.#waiting.delete(name);
    this.#elsewhere.delete(name);
    const start = this.#now();
    this.#running.set(name, { cost, start, progress: {}, heardAt: start, longestPause: 0 });
  }

  update(name: string, progress: DisplayedProgress): void {
    this.#runningTrial(name).progress = progress;
    this.alive(name);
  }

  /** A running trial goes on with what it does. */
  alive(name: string): void {
    const trial = this.#runningTrial(name);
    trial.longestPause = Math.max(trial.longestPause, this.#secondsSince(trial.heardAt));
    trial.heardAt = this.#now();
  }

  /** Another process runs a trial, maybe after it has run here. @param where such as `process 7 on host` */
  leave(name: string, where: string): void {
    const cost = this.#running.get(name)?.cost ?? this.#waiting.get(name);
    if (cost === undefined) throw new RangeError(`Expected a trial that waits or runs, got ${name}`);
    this.#running.delete(name);
    this.#waiting.set(name, cost);
    this.#elsewhere.set(name, where);
  }

  /** A trial that waited has ended in another process. */
  finishElsewhere(name: string, { status, summary, seconds }: TrialEnd): FinishedTrial {
    const cost = this.#waiting.get(name);
    if (cost === undefined) throw new RangeError(`Expected a trial that waits, got ${name}`);
    this.#waiting.delete(name);
    this.#elsewhere.delete(name);
    this.#finished.push({ cost, seconds, status });
    return { name, status, seconds, summary };
  }

  finish(name: string, { status, summary, seconds: told }: TrialEnd): FinishedTrial {
    const { cost, start } = this.#runningTrial(name);
    const seconds = told ?? this.#secondsSince(start);
    this.#running.delete(name);
    this.#finished.push({ cost, seconds, status });
    return { name, status, seconds, summary };
  }

  state(): ProgressState {
    const running = [...this.#running].map(([name, { cost, start, progress, heardAt, longestPause }]) => {
      const silentSeconds = this.#secondsSince(heardAt);
      return { name, cost, seconds: this.#secondsSince(start), silentSeconds, longestPause, ...progress };
    });
    const done = this.#finished.filter(({ status }) => status === 'done');
    // How long a trial took elsewhere is not known.
    const timed = done.flatMap(({ cost, seconds }) => (seconds === undefined ? [] : [{ cost, seconds }]));
    const elsewhere = [...this.#elsewhere].map(([name, where]): ElsewhereTrial => ({ name, where }));
    const waiting = [...this.#waiting.values()];
    return {
      title: this.#title,
      total: waiting.length + running.length + this.#finished.length,
      finished: this.#finished.length,
      failed: this.#finished.length - done.length,
      running,
      elsewhere,
      elapsedSeconds: this.#secondsSince(this.#start),
      secondsLeft: estimateSecondsLeft({ done: timed, running, waiting, workers: this.#workers() }),
    };
  }

  #runningTrial(name: string): Running {
    const trial = this.#running.get(name);
    if (trial === undefined) throw new RangeError(`Expected a trial that runs, got ${name}`);
    return trial;
  }

  #secondsSince(time: number): number {
    return (this.#now() - time) / 1000;
  }
}
