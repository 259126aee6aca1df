import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createLockFile,
  isLockTemporary,
  makeFolder,
  readLockFile,
  removeStaleLock,
  UserError,
} from '@lamella/core';
import { removeIfLeft, removeOwn, removeOwnNow } from './claim-file.ts';
import { Heartbeat } from './heartbeat.ts';
import { describeOwner, formatOwner, lookAtOwner, newOwner, type Owner, parseOwner } from './owner.ts';
import { StaleClaims } from './stale-claims.ts';

/** How often claims are renewed, and when they are stale. All processes of a folder must have the same. */
export interface ClaimTimes {
  /** @default 5 */
  readonly beatSeconds?: number;
  /** @default 60 */
  readonly staleSeconds?: number;
}

/** Work that this process has claimed. */
export interface Claim {
  readonly path: string;
  /** Aborted when the claim is found to be another's: this process was taken for gone, as when it was paused. */
  readonly lost: AbortSignal;
  /** Looks whether the claim is still this process's. */
  isHeld(): Promise<boolean>;
  /** Lets go of it; again, it does nothing more. */
  release(): Promise<void>;
}

/** Work that another process, or this one before, has claimed; the owner is unknown for a file that can't be read. */
export interface HeldClaim {
  readonly heldBy: Owner | undefined;
}

/** The time between two looks at a claim that is waited for. */
const waitMs = 50;

/**
 * Claims of a process: files that say whose some work is, for processes of any machines that share a disk. A claim is made whole by
 * one link, renewed by a beat, and taken over from a process that is gone. No file locks are needed, and no clocks that agree.
 */
export class Claims {
  readonly #beatMs: number;
  readonly #stale: StaleClaims;
  readonly #held = new Map<string, Owner>();

  constructor({ beatSeconds = 5, staleSeconds = 60 }: ClaimTimes = {}) {
    this.#beatMs = beatSeconds * 1000;
    this.#stale = new StaleClaims({ staleMs: staleSeconds * 1000, longestGapMs: this.#beatMs });
  }

  /** Claims some work, unless another process has: of several that try at the same time one gets it. */
  async take(path: string): Promise<Claim | HeldClaim> {
    await makeFolder(dirname(path));
    const owner = await newOwner();
    const own = formatOwner(owner, 0);
    while (!(await createLockFile(path, own))) {
      const content = await readLockFile(path);
      if (content === undefined) continue;
      if (!(await this.#isStale(content, path))) return { heldBy: parseOwner(content) };
      await removeStaleLock({ path, content, own, isStale: this.#isStale });
    }
    this.#stale.forget(path);
    return this.#hold(path, owner);
  }

  /**
   * Does something while no other process does, at a path that all use for it.
   *
   * @throws UserError if a process of an earlier version holds it, which keeps it for as long as it runs
   */
  async exclusively<T>(path: string, action: () => Promise<T>): Promise<T> {
    for (;;) {
      const claim = await this.take(path);
      if (!('heldBy' in claim)) return await action().finally(() => claim.release());
      const { heldBy } = claim;
      if (heldBy !== undefined && heldBy.token === undefined)
        throw new UserError(
          `${path} is held by ${describeOwner(heldBy)} (${heldBy.command}) since ${heldBy.since}. ` +
            "Wait until it ends, or stop it; if it doesn't run any longer, delete the file.",
        );
      await delay(waitMs);
    }
  }

  /**
   * The state of a claim that is not to be taken: `free` if there is none or it is stale, `alive` if its process runs or its beat
   * has moved since the last look, else `unknown`.
   */
  async look(path: string): Promise<'free' | 'alive' | 'unknown'> {
    const content = await readLockFile(path);
    if (content === undefined) return 'free';
    const hasMoved = this.#stale.hasMoved(content, path);
    if (await this.#isStale(content, path)) return 'free';
    const owner = parseOwner(content);
    return hasMoved || (owner !== undefined && (await lookAtOwner(owner)) === 'runs') ? 'alive' : 'unknown';
  }

  /**
   * Removes what processes have left in a folder of claims that were killed: claims on what nobody works on any longer, and files that
   * were to become claims. What is not known to be theirs stays.
   */
  async tidy(folder: string, isClaim: (name: string) => boolean = () => true): Promise<void> {
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      if (!isClaim(name)) continue;
      if (isLockTemporary(name)) await removeIfLeft(path);
      else if ((await this.look(path)) === 'free') await this.#clear(path);
    }
  }

  async #clear(path: string): Promise<void> {
    const claim = await this.take(path);
    if (!('heldBy' in claim)) await claim.release();
  }

  readonly #isStale = (content: string, path: string): Promise<boolean> => this.#stale.isStale(content, path);

  #hold(path: string, owner: Owner): Claim {
    const loss = new AbortController();
    const heartbeat = new Heartbeat(path, owner, { everyMs: this.#beatMs, onLost: () => loss.abort() });
    if (this.#held.size === 0) process.on('exit', this.#releaseAllNow);
    this.#held.set(path, owner);
    let released: Promise<void> | undefined;
    return {
      path,
      lost: loss.signal,
      isHeld: () => heartbeat.beat(),
      release: () => (released ??= this.#release(path, owner, heartbeat)),
    };
  }

  async #release(path: string, owner: Owner, heartbeat: Heartbeat): Promise<void> {
    await heartbeat.stop();
    this.#held.delete(path);
    if (this.#held.size === 0) process.off('exit', this.#releaseAllNow);
    try {
      await removeOwn(path, owner, this.#isStale);
    } catch (error) {
      // A full disk has no room for the file that guards the removal, and what failed before is what counts.
      if (!isFull(error)) throw error;
      removeOwnNow(path, owner);
    }
  }

  readonly #releaseAllNow = (): void => {
    for (const [path, owner] of this.#held) removeOwnNow(path, owner);
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
