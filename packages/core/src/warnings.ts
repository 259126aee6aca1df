import { printable } from './printable.ts';

/** Takes a warning: one sentence that says what was found, where, and what follows from it. */
export type WarningListener = (message: string) => void;

const shown = new Set<string>();
const listeners = new Set<WarningListener>();

/**
 * Tells the user something that changes no number of theirs, but that they should know of. Each message is told once per
 * process, on stderr, or to those who listen.
 *
 * A problem that would make a result wrong is never a warning: throw a `UserError`.
 */
export function warn(text: string): void {
  const message = printable(text);
  if (listeners.size > 0) {
    for (const listener of listeners) listener(message);
    return;
  }
  tellOnce(message, (line) => process.stderr.write(`${line}\n`));
}

/** Tells a warning, such as one that another process sends, as a line to `write`, unless this process has told it. */
export function tellOnce(message: string, write: (line: string) => void): void {
  if (shown.has(message)) return;
  shown.add(message);
  write(`Warning: ${message}`);
}

/**
 * Has warnings told to a listener instead of stderr.
 *
 * @returns ends it
 */
export function listenToWarnings(listener: WarningListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
