import type { JobStatus } from '../workers/job-outcome.ts';
import { estimateSecondsLeft } from './estimate-seconds-left.ts';
import type { FinishedTrial, ProgressState } from './progress-state.ts';

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
  readonly summary?: string;
}

export interface ProgressTrackerOptions {
  readonly title: string;
  readonly trials: readonly DisplayedTrial[];
  /** How many trials run at the same time. */
  readonly workers: number;
  /** The time in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/** Keeps the state of a sweep's trials as they start, get on and end. */
export class ProgressTracker {
  readonly #title: string;
  readonly #workers: number;
  readonly #now: () => number;
  readonly #start: number;
  readonly #waiting: Map<string, number>;
  readonly #running = new Map<string, { cost: number; start: number; progress: DisplayedProgress }>();
  readonly #finished: { cost: number; seconds: number; status: JobStatus }[] = [];

  constructor({ title, trials, workers, now = () => performance.now() }: ProgressTrackerOptions) {
    this.#title = title;
    this.#workers = workers;
    this.#now = now;
    this.#start = now();
    this.#waiting = new Map(trials.map(({ name, cost }) => [name, cost]));
  }

  start(name: string): void {
    const cost = this.#waiting.get(name);
    if (cost === undefined) throw new RangeError(`Expected a trial that waits, got ${name}`);
    this.#waiting.delete(name);
    this.#running.set(name, { cost, start: this.#now(), progress: {} });
  }

  update(name: string, progress: DisplayedProgress): void {
    this.#runningTrial(name).progress = progress;
  }

  finish(name: string, { status, summary }: TrialEnd): FinishedTrial {
    const { cost, start } = this.#runningTrial(name);
    const seconds = this.#secondsSince(start);
    this.#running.delete(name);
    this.#finished.push({ cost, seconds, status });
    return { name, status, seconds, summary };
  }

  state(): ProgressState {
    const running = [...this.#running].map(([name, { cost, start, progress }]) => {
      return { name, cost, seconds: this.#secondsSince(start), ...progress };
    });
    const done = this.#finished.filter(({ status }) => status === 'done');
    const waiting = [...this.#waiting.values()];
    return {
      title: this.#title,
      total: waiting.length + running.length + this.#finished.length,
      finished: this.#finished.length,
      failed: this.#finished.length - done.length,
      running,
      elapsedSeconds: this.#secondsSince(this.#start),
      secondsLeft: estimateSecondsLeft({ done, running, waiting, workers: this.#workers }),
    };
  }

  #runningTrial(name: string): { cost: number; start: number; progress: DisplayedProgress } {
    const trial = this.#running.get(name);
    if (trial === undefined) throw new RangeError(`Expected a trial that runs, got ${name}`);
    return trial;
  }

  #secondsSince(time: number): number {
    return (this.#now() - time) / 1000;
  }
}
