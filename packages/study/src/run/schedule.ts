/** What has become of a trial's turn: it has ended, or another process runs it, so that it is tried again later. */
export type Turn = 'ended' | 'elsewhere';

/** How trials are run beside each other. */
export interface ScheduleOptions<Trial> {
  /** How many run at the same time. */
  readonly lanes: number;
  /** Names the measurement that a trial begins with and shares with others of the same name; undefined if there is none. */
  sharedWork(trial: Trial): string | undefined;
  /** Names trials, and those that each has to wait for until they have ended; it waits for none that isn't among the others. */
  idOf?(trial: Trial): string;
  after?(trial: Trial): readonly string[];
  /** Runs a trial; `sharedWorkDone` says that others need not wait for it any longer. */
  run(trial: Trial, sharedWorkDone: () => void): Promise<Turn>;
  /** Waits before those that other processes run are tried again. */
  pause(): Promise<void>;
  /** Once aborted, no further trial starts. */
  readonly signal: AbortSignal;
}

/**
 * Runs trials in their order, a few at a time. Of those that share work, the first one does it while the others
 * wait, and trials that need nothing of it go ahead; should it fail, the next one tries. Those that another process runs are tried
 * again once nothing else is left.
 *
 * @throws what `run` throws, once the trials that were running have ended
 */
export async function schedule<Trial>(
  trials: readonly Trial[],
  options: ScheduleOptions<Trial>,
): Promise<void> {
  const lanes = new Lanes(trials, options);
  const ends = Array.from({ length: options.lanes }, () => lanes.run());
  for (const end of await Promise.allSettled(ends)) if (end.status === 'rejected') throw end.reason;
}

/** The trials that lanes take their next one from. */
class Lanes<Trial> {
  readonly #options: ScheduleOptions<Trial>;
  readonly #waiting: Trial[];
  readonly #elsewhere: Trial[] = [];
  /** Shared work that is done, and that is being done. */
  readonly #ready = new Set<string>();
  readonly #beingDone = new Set<string>();
  /** Names of trials that have not ended. */
  readonly #open: Set<string>;
  #numRunning = 0;
  #change = new Latch();
  #isBroken = false;
  #isPausing = false;

  constructor(trials: readonly Trial[], options: ScheduleOptions<Trial>) {
    this.#options = options;
    this.#waiting = [...trials];
    this.#open = new Set(trials.flatMap((trial) => options.idOf?.(trial) ?? []));
  }

  /** Runs one trial after another until none is left; an error stops the other lanes as well. */
  async run(): Promise<void> {
    try {
      await this.#runAll();
    } catch (error) {
      this.#isBroken = true;
      this.#notify();
      throw error;
    }
  }

  async #runAll(): Promise<void> {
    while (!this.#isBroken && !this.#options.signal.aborted) {
      const index = this.#waiting.findIndex((trial) => this.#isFree(trial));
      if (index >= 0) for (const trial of this.#waiting.splice(index, 1)) await this.#runOne(trial);
      else if ((this.#waiting.length > 0 && this.#numRunning > 0) || this.#isPausing)
        await this.#change.opened;
      else if (this.#elsewhere.length > 0) await this.#tryAgainLater();
      else return;
    }
  }

  #isFree(trial: Trial): boolean {
    const { sharedWork, after } = this.#options;
    if (this.#beingDone.has(sharedWork(trial) ?? '')) return false;
    return after === undefined || !after(trial).some((id) => this.#open.has(id));
  }

  async #runOne(trial: Trial): Promise<void> {
    this.#numRunning++;
    try {
      if ((await this.#takeTurn(trial)) === 'elsewhere') this.#elsewhere.push(trial);
      else this.#open.delete(this.#options.idOf?.(trial) ?? '');
    } finally {
      this.#numRunning--;
      this.#notify();
    }
  }

  #takeTurn(trial: Trial): Promise<Turn> {
    const work = this.#options.sharedWork(trial);
    if (work === undefined || this.#ready.has(work)) return this.#options.run(trial, () => {});
    this.#beingDone.add(work);
    const end = (isDone: boolean): void => {
      if (isDone) this.#ready.add(work);
      if (this.#beingDone.delete(work)) this.#notify();
    };
    return this.#options.run(trial, () => end(true)).finally(() => end(false));
  }

  async #tryAgainLater(): Promise<void> {
    this.#isPausing = true;
    await this.#options.pause();
    this.#isPausing = false;
    this.#waiting.push(...this.#elsewhere.splice(0));
    this.#notify();
  }

  /** Lets the lanes that wait look again. */
  #notify(): void {
    this.#change.open();
    this.#change = new Latch();
  }
}

class Latch {
  open = (): void => {};
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}
