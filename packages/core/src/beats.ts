/** Hears that work goes on. */
export type BeatListener = () => void;

const listeners = new Map<BeatListener, { heardAt: number; readonly pauseMs: number }>();

/**
 * Says that work goes on: called wherever a long computation or a long reading has done a part. It costs next to nothing, and does
 * nothing where nobody listens.
 */
export function beat(): void {
  if (listeners.size === 0) return;
  const now = performance.now();
  for (const [listener, times] of listeners) {
    if (now - times.heardAt < times.pauseMs) continue;
    times.heardAt = now;
    listener();
  }
}

/**
 * Has a listener hear of work that goes on.
 *
 * @param pauseMs it is told at most this often
 * @returns ends it
 */
export function listenToBeats(listener: BeatListener, pauseMs = 1000): () => void {
  listeners.set(listener, { heardAt: -Infinity, pauseMs });
  return () => void listeners.delete(listener);
}
