/** How far a piece of work is that may take a while. */
export interface Progress {
  /** The work: `reading reviews.csv`. */
  readonly what: string;
  /** From 0 to 1; at 1 it has ended. */
  readonly share: number;
}

/** Takes the progress of whatever this process does. */
export type ProgressListener = (progress: Progress) => void;

const listeners = new Set<ProgressListener>();

/** Says how far a piece of work is, to those who listen; where nobody does, to no one. */
export function tellProgress(progress: Progress): void {
  for (const listener of listeners) listener(progress);
}

/**
 * Has progress told to a listener.
 *
 * @returns ends it
 */
export function listenToProgress(listener: ProgressListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * A listener that hears of progress now and then: what comes sooner after the last that it heard is left out, but not the end of
 * work of which it has heard.
 *
 * @param pauseMs milliseconds
 * @param now the time in milliseconds, default `performance.now`
 */
export function nowAndThen(
  pauseMs: number,
  listener: ProgressListener,
  now: () => number = () => performance.now(),
): ProgressListener {
  let heardAt = now();
  let what: string | undefined;
  return (progress) => {
    const isEnd = progress.share >= 1;
    if (isEnd ? progress.what !== what : now() - heardAt < pauseMs) return;
    heardAt = now();
    what = isEnd ? undefined : progress.what;
    listener(progress);
  };
}
