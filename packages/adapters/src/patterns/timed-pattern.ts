import { createContext, Script } from 'node:vm';
import type { UserError } from '@lamella/core';

/** Names of modules are matched in microseconds; an expression that repeats what it repeats may take years. */
const MOST_MS = 1000;

const script = new Script('pattern.exec(text)');
const context = createContext({});

/** A regular expression of somebody else's, whose search in a text is ended after a second. */
export class TimedPattern {
  readonly #pattern: RegExp;
  readonly #fail: ((reason: string) => UserError) | undefined;
  readonly #found = new Map<string, RegExpExecArray | null>();

  /** @param fail the error for a search without an end; none for an expression that repeats nothing, and so ends by itself */
  constructor(pattern: RegExp, fail: ((reason: string) => UserError) | undefined) {
    this.#pattern = pattern;
    this.#fail = fail;
  }

  /** @throws UserError if the search takes too long */
  test(text: string): boolean {
    return this.exec(text) !== null;
  }

  /** @throws UserError if the search takes too long */
  exec(text: string): RegExpExecArray | null {
    const known = this.#found.get(text);
    if (known !== undefined) return known;
    const found = this.#search(text);
    this.#found.set(text, found);
    return found;
  }

  #search(text: string): RegExpExecArray | null {
    const fail = this.#fail;
    if (fail === undefined) return this.#pattern.exec(text);
    try {
      Object.assign(context, { pattern: this.#pattern, text });
      return script.runInContext(context, { timeout: MOST_MS }) as RegExpExecArray | null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw fail(`matching ${text} takes longer than ${MOST_MS} ms`);
    }
  }
}
