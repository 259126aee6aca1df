import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, fileSystemError } from '@lamella/files';
import { type Claim, Claims, type ClaimTimes, type HeldClaim } from '@lamella/runners';

/** A process that works on a run. */
export interface Presence {
  /** Its own among all that ever worked on the run: host, process and some random letters. */
  readonly name: string;
  leave(): Promise<void>;
}

/** The ending of a process's file; what is beside it under other names is being written. */
const ending = '.process';

/** What the processes that share a run's folder claim there: trials one by one, and moments in which others keep away. */
export class RunClaims {
  readonly #folder: string;
  readonly #claims: Claims;
  readonly #beatMs: number;
  /** Names of processes that were seen to be alive. */
  readonly #seenAlive = new Set<string>();

  constructor(folder: string, times: ClaimTimes = {}) {
    this.#folder = folder;
    this.#claims = new Claims(times);
    this.#beatMs = (times.beatSeconds ?? 5) * 1000;
  }

  /** Claims a trial: `claims/ID`. */
  trial(id: string): Promise<Claim | HeldClaim> {
    return this.#take(join(this.#folder, 'claims', id));
  }

  /** Claims the measuring of values of importance: `claims/NAME` in their folder, which all runs share. */
  importance(folder: string, name: string): Promise<Claim | HeldClaim> {
    return this.#take(join(folder, 'claims', name));
  }

  /** Claims to be the one that submits the run's trials to a cluster: `claims/slurm.submitter`, which is no trial's name. */
  submitter(): Promise<Claim | HeldClaim> {
    return this.#take(join(this.#folder, 'claims', 'slurm.submitter'));
  }

  /** Does something while no other process of the run does: `.lock`. */
  async alone<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await this.#claims.exclusively(this.#lockPath, action);
    } catch (error) {
      throw isAbout(error, this.#lockPath) ? fileSystemError(error, 'write', this.#lockPath) : error;
    }
  }

  /**
   * Removes what killed processes have left of claims, of this run and of values of importance. Nothing depends on it: where it can't be
   * done, the work itself says why.
   *
   * @param importanceFolder that of all runs
   */
  async tidy(importanceFolder: string): Promise<void> {
    const isLock = (name: string): boolean => name.startsWith('.lock.');
    const isProcess = (name: string): boolean => name.includes(ending);
    try {
      await this.#claims.tidy(this.#folder, isLock);
      await this.#claims.tidy(join(this.#folder, 'processes'), isProcess);
      for (const folder of [this.#folder, importanceFolder]) await this.#claims.tidy(join(folder, 'claims'));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }

  /** Enters this process among those that work on the run: `processes/NAME.process`. If it is taken for gone, it enters again. */
  async enter(): Promise<Presence> {
    const name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
    let claim = await this.#takeName(name);
    let isHere = true;
    let entering: Promise<void> = Promise.resolve();
    const enterAgain = async (): Promise<void> => {
      await claim.release();
      while (isHere) {
        const taken = await this.#take(this.#processPath(name));
        if (!('heldBy' in taken)) return stay(taken);
        // Whoever took this process for gone is about to remove its file.
        await delay(this.#beatMs);
      }
    };
    const stay = (taken: Claim): void => {
      claim = taken;
      // A disk that refuses shows itself where results are written.
      claim.lost.addEventListener('abort', () => {
        entering = enterAgain().catch(() => undefined);
      });
    };
    stay(claim);
    return {
      name,
      leave: async () => {
        isHere = false;
        await entering;
        await claim.release();
      },
    };
  }

  /**
   * Names the processes that work on the run. One on another machine shows that it is alive by its next beat; one that shows
   * nothing is waited for until it is stale, and forgotten.
   *
   * @param onWait hears of the wait
   */
  async processes(onWait: (name: string) => void = () => undefined): Promise<readonly string[]> {
    const alive = await Promise.all(processNames(this.#folder).map((name) => this.#isAlive(name, onWait)));
    return alive.filter((name) => name !== undefined);
  }

  /**
   * What is seen of a process that worked on the run: `free` if it is gone, `unknown` if that can't be told yet. One of an earlier
   * version has no name.
   */
  stateOf(name: string | undefined): Promise<'free' | 'alive' | 'unknown'> {
    return this.#claims.look(name === undefined ? this.#lockPath : this.#processPath(name));
  }

  /** Waits until work that others have claimed is worth another look; no longer than until `signal` is aborted. */
  async pause(signal: AbortSignal): Promise<void> {
    await delay(this.#beatMs, undefined, { signal }).catch(() => undefined);
  }

  async #isAlive(name: string, onWait: (name: string) => void): Promise<string | undefined> {
    const path = this.#processPath(name);
    let isTold = false;
    for (;;) {
      const state = await this.#claims.look(path);
      if (state === 'free') return this.#forget(path);
      if (state === 'alive') this.#seenAlive.add(name);
      if (this.#seenAlive.has(name)) return name;
      if (!isTold) onWait(name);
      isTold = true;
      await delay(this.#beatMs / 2);
    }
  }

  async #takeName(name: string): Promise<Claim> {
    const claim = await this.#take(this.#processPath(name));
    if ('heldBy' in claim) throw new Error(`Expected a name of its own for this process, got ${name}`);
    return claim;
  }

  /** Removes the file of a process that is gone. */
  async #forget(path: string): Promise<undefined> {
    const claim = await this.#take(path);
    if (!('heldBy' in claim)) await claim.release();
  }

  async #take(path: string): Promise<Claim | HeldClaim> {
    const claim = await this.#claims.take(path).catch(refuse(path));
    return 'heldBy' in claim ? claim : { ...claim, isHeld: () => claim.isHeld().catch(refuse(path)) };
  }

  get #lockPath(): string {
    return join(this.#folder, '.lock');
  }

  #processPath(name: string): string {
    return join(this.#folder, 'processes', `${name}${ending}`);
  }
}

/** Tells why a claim can't be written, a beat of it included. */
function refuse(path: string): (error: unknown) => never {
  return (error) => {
    throw fileSystemError(error, 'write', path);
  };
}

/** Whether an error of the file system is about a path, a file beside it, or a folder above it. */
function isAbout(error: unknown, path: string): boolean {
  const { path: other } = error as NodeJS.ErrnoException;
  return other !== undefined && (other.startsWith(path) || path.startsWith(join(other, '/')));
}

/** Does something in a run's folder while no other process of the run does: such as writing its tables. */
export function aloneInRun<T>(folder: string, action: () => Promise<T>): Promise<T> {
  return new RunClaims(folder).alone(action);
}

function processNames(folder: string): string[] {
  const place = join(folder, 'processes');
  const names = existsSync(place) ? readdirSync(place) : [];
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}
