import { cpuSeconds, residentBytes } from '../processes.ts';

/** Limits of a job. What is absent is not limited. */
export interface JobLimits {
  /** After this time the worker is stopped, and the job has `timed-out`. */
  readonly timeLimitSeconds?: number | undefined;
  /** Above this the worker is stopped, and the job is `out-of-memory`. The memory is looked at once a second. */
  readonly memoryLimitBytes?: number | undefined;
  /**
   * After this time without an event from a worker that computes nothing either, it is stopped, and the job has `timed-out`. It is
   * three times the longest pause between events so far, if that is longer. One that computes has six times as long.
   */
  readonly silenceLimitSeconds?: number | undefined;
}

/** A limit that a job has passed, and how. */
export type PassedLimit =
  | { readonly kind: 'time'; readonly limitSeconds: number; readonly seconds: number }
  | { readonly kind: 'memory'; readonly limitBytes: number; readonly usedBytes: number }
  | { readonly kind: 'silence'; readonly seconds: number; readonly isComputing: boolean };

/** A pause may be this many times as long as the longest one before. */
const PAUSE_FACTOR = 3;
/** A worker that computes may be silent this many times as long as one that does not. */
const COMPUTING_FACTOR = 6;
/** Less than this share of a processor is what a process takes that does nothing. */
const IDLE_SHARE = 0.005;
/** Seconds of a processor that the kernel's clocks don't tell from none. */
const CLOCK_SECONDS = 0.02;
const LONGEST_LOOK_MS = 1000;
/** Longer between two looks than so many times their interval, this process stood still itself. */
const MAX_LATENESS = 5;

/**
 * Watches the limits of a job. Time is counted as the sum of the intervals between its looks, each at most five times as long as it
 * should be: while this process is stopped, or the machine sleeps, no time passes for the job.
 */
export class JobWatch {
  readonly #pid: number | undefined;
  readonly #onPassed: (limit: PassedLimit) => void;
  #limits: JobLimits = {};
  #timer: NodeJS.Timeout | undefined;
  #intervalMs = LONGEST_LOOK_MS;
  #lookedAt = 0;
  #isLooking = false;
  #seconds = 0;
  #silentSeconds = 0;
  #longestPause = 0;
  /** At the first look after the last event. */
  #cpuBefore: number | undefined;

  /** @param pid of the worker */
  constructor(pid: number | undefined, onPassed: (limit: PassedLimit) => void) {
    this.#pid = pid;
    this.#onPassed = onPassed;
  }

  /** Adds limits to those that there are, or changes them. Time counts from the first ones on. */
  limit(limits: JobLimits): void {
    this.#limits = { ...this.#limits, ...limits };
    const { timeLimitSeconds = Infinity, silenceLimitSeconds = Infinity } = this.#limits;
    this.#intervalMs = Math.min(LONGEST_LOOK_MS, 100 * timeLimitSeconds, 100 * silenceLimitSeconds);
    if (this.#timer === undefined) this.#lookedAt = performance.now();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#look(), this.#intervalMs);
  }

  /** The worker gives a sign of life. */
  hear(): void {
    this.#longestPause = Math.max(this.#longestPause, this.#silentSeconds);
    this.#silentSeconds = 0;
    this.#cpuBefore = undefined;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const now = performance.now();
    const seconds = Math.min(now - this.#lookedAt, MAX_LATENESS * this.#intervalMs) / 1000;
    this.#lookedAt = now;
    this.#seconds += seconds;
    this.#silentSeconds += seconds;
    if (this.#isLooking) return;
    this.#isLooking = true;
    const passed = this.#passedTime() ?? (await this.#passedSilence()) ?? (await this.#passedMemory());
    this.#isLooking = false;
    if (passed !== undefined) this.#onPassed(passed);
  }

  #passedTime(): PassedLimit | undefined {
    const { timeLimitSeconds: limitSeconds = Infinity } = this.#limits;
    if (this.#seconds < limitSeconds) return undefined;
    return { kind: 'time', limitSeconds, seconds: this.#seconds };
  }

  async #passedSilence(): Promise<PassedLimit | undefined> {
    const { silenceLimitSeconds = Infinity } = this.#limits;
    if (this.#pid === undefined || silenceLimitSeconds === Infinity) return undefined;
    const cpu = await cpuSeconds(this.#pid);
    const before = (this.#cpuBefore ??= cpu);
    const seconds = this.#silentSeconds;
    const limit = Math.max(silenceLimitSeconds, PAUSE_FACTOR * this.#longestPause);
    if (seconds < limit) return undefined;
    const isComputing = cpu === undefined || cpu - (before ?? 0) > IDLE_SHARE * seconds + CLOCK_SECONDS;
    if (isComputing && seconds < COMPUTING_FACTOR * limit) return undefined;
    return { kind: 'silence', seconds, isComputing };
  }

  async #passedMemory(): Promise<PassedLimit | undefined> {
    const { memoryLimitBytes: limitBytes = Infinity } = this.#limits;
    if (this.#pid === undefined || limitBytes === Infinity) return undefined;
    const usedBytes = await residentBytes(this.#pid);
    if (usedBytes === undefined || usedBytes <= limitBytes) return undefined;
    return { kind: 'memory', limitBytes, usedBytes };
  }
}
