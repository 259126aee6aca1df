import { lookAtOwner, parseOwner } from './owner.ts';

/** What was read at a path, and for how long it has been that. */
interface Seen {
  readonly content: string;
  readonly lookedAt: number;
  readonly stillMs: number;
}

export interface StaleClaimsOptions {
  /** The time without a beat after which a claim is stale. */
  readonly staleMs: number;
  /** The most that the time between two looks counts: this process may have been paused together with the owner. */
  readonly longestGapMs: number;
  /** A clock of this process alone, in milliseconds. @default performance.now */
  now?(): number;
}

/**
 * Tells which claims are stale. On the owner's own machine that is a process that has ended; anywhere, one whose beat has not moved
 * for some time by this process's clock: neither clocks of two machines nor times of files are compared.
 */
export class StaleClaims {
  readonly #options: StaleClaimsOptions;
  readonly #now: () => number;
  readonly #seen = new Map<string, Seen>();

  constructor(options: StaleClaimsOptions) {
    this.#options = options;
    this.#now = () => options.now?.() ?? performance.now();
  }

  /** Whether what was just read at a path is a stale claim. One of an earlier version has no beat: elsewhere it never is. */
  async isStale(content: string, path: string): Promise<boolean> {
    const owner = parseOwner(content);
    if (owner !== undefined && (await lookAtOwner(owner)) === 'ended') return true;
    if (owner !== undefined && owner.token === undefined) return false;
    return this.#standsStill(content, path);
  }

  /** Whether the beat of the owner at a path has moved since the last look. */
  hasMoved(content: string, path: string): boolean {
    const seen = this.#seen.get(path)?.content;
    if (seen === undefined || seen === content) return false;
    return parseOwner(seen)?.token === parseOwner(content)?.token;
  }

  /** Forgets a path that is no longer looked at. */
  forget(path: string): void {
    this.#seen.delete(path);
  }

  #standsStill(content: string, path: string): boolean {
    const lookedAt = this.#now();
    const seen = this.#seen.get(path);
    const gapMs = seen === undefined ? 0 : Math.min(lookedAt - seen.lookedAt, this.#options.longestGapMs);
    const stillMs = seen?.content === content ? seen.stillMs + gapMs : 0;
    this.#seen.set(path, { content, lookedAt, stillMs });
    return stillMs >= this.#options.staleMs;
  }
}
