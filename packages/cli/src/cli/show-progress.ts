import { listenToProgress, nowAndThen } from '@lamella/core';

/** The part of a stream that is needed. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const PAUSE_MS = 1000;

/**
 * Shows on a terminal how far this process is with what takes a while, such as the reading of a large table: in one line, once a
 * second at most, which goes when the work ends.
 *
 * @returns ends it
 */
export function showProgress(
  stream: Terminal = process.stderr,
  now: () => number = () => performance.now(),
): () => void {
  if (stream.isTTY !== true) return () => undefined;
  return listenToProgress(
    nowAndThen(
      PAUSE_MS,
      ({ what, share }) => {
        stream.write(share < 1 ? `\r${what}, ${Math.floor(100 * share)} %\u001b[K` : '\r\u001b[K');
      },
      now,
    ),
  );
}
