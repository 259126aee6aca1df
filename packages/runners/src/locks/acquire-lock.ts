import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { createLockFile, readLockFile, removeStaleLock, UserError } from '@lamella/core';
import { processStartTime } from '../processes.ts';

/** A lock that this process holds. */
export interface Lock {
  readonly path: string;
  /** Lets go of it. Also happens when the process exits; after a kill the next one finds that it is stale. */
  release(): Promise<void>;
}

/** The content of a lock file. */
interface Owner {
  readonly pid: number;
  /** See `processStartTime`: tells the owner from a later process with the same id. */
  readonly startTime: string | undefined;
  readonly host: string;
  readonly command: string;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

/**
 * Takes a lock file, so that two runs don't write to the same place. A lock whose owner has ended without
 * letting go of it (killed, power cut) is taken over; that can only be told on the owner's own machine.
 *
 * @param path the lock file; folders above it are made
 * @throws UserError that names the owner, if the lock is held
 */
export async function acquireLock(path: string): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  const owner: Owner = {
    pid: process.pid,
    startTime: await processStartTime(process.pid),
    host: hostname(),
    command: process.argv.slice(1).join(' '),
    since: new Date().toISOString(),
  };
  const own = JSON.stringify(owner);
  while (!(await createLockFile(path, own))) {
    const content = await readLockFile(path);
    if (content === undefined) continue;
    if (!(await isStale(content))) throw new UserError(describeHeld(path, content));
    await removeStaleLock({ path, content, own, isStale });
  }
  return holdLock(path);
}

/**
 * Returns the state of a lock file without taking it: `free` if there is none or its owner has ended, `held` if the owner
 * runs, `unknown` if that is on another machine.
 */
export async function lookAtLock(path: string): Promise<'free' | 'held' | 'unknown'> {
  const content = await readLockFile(path);
  if (content === undefined) return 'free';
  if (parseOwner(content)?.host !== hostname()) return 'unknown';
  return (await isStale(content)) ? 'free' : 'held';
}

function holdLock(path: string): Lock {
  const remove = (): void => rmSync(path, { force: true });
  process.once('exit', remove);
  return {
    path,
    release: async () => {
      process.off('exit', remove);
      await rm(path, { force: true });
    },
  };
}

async function isStale(text: string): Promise<boolean> {
  const owner = parseOwner(text);
  if (owner === undefined || owner.host !== hostname()) return false;
  return (await processStartTime(owner.pid)) !== owner.startTime;
}

function describeHeld(path: string, text: string): string {
  const owner = parseOwner(text);
  if (owner === undefined) return `${path} is no lock file of Lamella. If nothing runs there, delete it.`;
  const { pid, host, command, since } = owner;
  const where = host === hostname() ? '' : ` on ${host}`;
  const held = `${path} is held by process ${pid}${where} (${command}) since ${since}.`;
  return host === hostname()
    ? `${held} Wait until it ends, or stop it.`
    : `${held} Whether it still runs can't be seen from ${hostname()}: if it doesn't, delete the file.`;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, startTime, host, command, since } = JSON.parse(text) as Partial<Owner>;
    if (pid === undefined || host === undefined || command === undefined || since === undefined)
      return undefined;
    return { pid, startTime, host, command, since };
  } catch {
    return undefined;
  }
}
