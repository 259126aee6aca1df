import { nearest } from './nearest.ts';
import { printable } from './printable.ts';

/** Exit codes of the command line: 2 for input that the user must change, 1 for a run that failed. */
export type ExitCode = 1 | 2;

/**
 * An error that the user can act on: the command line prints its message without a stack trace.
 * The message says what was expected, what was found, where, and what to do. What it quotes of files is made printable.
 */
export class UserError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, options: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(printable(message), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'UserError';
    this.exitCode = options.exitCode ?? 1;
  }
}

/** A message names no more: a sweep has thousands of trials. */
const MOST_NAMES = 50;

/**
 * The message for a name that is not one of a closed set, with the nearest valid one.
 *
 * @example unknownName('task', 'colla', ['cola', 'rte']) // Unknown task "colla". Did you mean "cola"? Valid: cola, rte.
 */
export function unknownName(kind: string, found: string, valid: readonly string[]): string {
  const guess = nearest(found, valid);
  const named = valid.slice(0, MOST_NAMES).join(', ');
  const more = valid.length > MOST_NAMES ? ` and ${valid.length - MOST_NAMES} more` : '';
  return `Unknown ${kind} "${found}".${guess === undefined ? '' : ` Did you mean "${guess}"?`} Valid: ${named}${more}.`;
}

/** The text of anything that was thrown. Native errors and those of other realms are not instances of `Error`. */
export function messageOf(thrown: unknown): string {
  const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return hasMessage && typeof thrown.message === 'string' ? thrown.message : String(thrown);
}
