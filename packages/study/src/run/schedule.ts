/** How trials are run beside each other. */
export interface ScheduleOptions<Trial> {
  /** How many run at the same time. */
  readonly lanes: number;
  /** Names the measurement that a trial begins with and shares with others of the same name; undefined if there is none. */
  sharedWork(trial: Trial): string | undefined;
  /** Runs a trial; `sharedWorkDone` says that others need not wait for it any longer. */
  run(trial: Trial, sharedWorkDone: () => void): Promise<void>;
  /** Once aborted, no further trial starts. */
  readonly signal: AbortSignal;
}

/**
 * Runs trials in their order, a few at a time. Of those that share work, the first one does it while the others
 * wait, and trials that need nothing of it go ahead; should it fail, the next one tries.
 *
 * @throws what `run` throws, once the trials that were running have ended
 */
export async function schedule<Trial>(
  trials: readonly Trial[],
  options: ScheduleOptions<Trial>,
): Promise<void> {
  const waiting = [...trials];
  const ready = new Set<string>();
  const beingDone = new Set<string>();
  let [changed, announce] = latch();
  let isBroken = false;

  const isFree = (trial: Trial): boolean => !beingDone.has(options.sharedWork(trial) ?? '');
  const notify = (): void => {
    announce();
    [changed, announce] = latch();
  };
  const runOne = async (trial: Trial): Promise<void> => {
    const work = options.sharedWork(trial);
    if (work === undefined || ready.has(work)) return options.run(trial, () => {});
    beingDone.add(work);
    const end = (isDone: boolean): void => {
      if (isDone) ready.add(work);
      if (beingDone.delete(work)) notify();
    };
    await options.run(trial, () => end(true)).finally(() => end(false));
  };
  const lane = async (): Promise<void> => {
    while (waiting.length > 0 && !isBroken && !options.signal.aborted) {
      const index = waiting.findIndex(isFree);
      if (index < 0) await changed;
      else for (const trial of waiting.splice(index, 1)) await runOne(trial);
    }
  };
  const lanes = Array.from({ length: options.lanes }, () => lane().catch(stopOthers));
  for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;

  function stopOthers(error: unknown): never {
    isBroken = true;
    notify();
    throw error;
  }
}

function latch(): [Promise<void>, () => void] {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => (open = resolve));
  return [promise, open];
}
