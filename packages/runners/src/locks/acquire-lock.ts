import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '@lamella/core';
import { processStartTime } from '../processes.ts';

/** A lock that this process holds. */
export interface Lock {
  readonly path: string;
  /** Lets go of it. Also happens when the process exits; after a kill the next one finds that it is stale. */
  release(): Promise<void>;
}

/** What stands in a lock file. */
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
  while (!(await createFile(path, JSON.stringify(owner)))) {
    const text = await readIfThere(path);
    if (text === undefined) continue;
    if (!(await isStale(text))) throw new UserError(describeHeld(path, text));
    await removeStale(path, text);
  }
  return holdLock(path);
}

/** Creates a file with its content in one step, so that nobody reads half of it. False if the path is taken. */
async function createFile(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, content);
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
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

/**
 * Moving the file aside is something that only one of several processes succeeds at. Should it have moved a lock
 * that another one took in the meantime, it puts that back.
 */
async function removeStale(path: string, staleText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readIfThere(aside)) !== staleText) await link(aside, path);
  await rm(aside, { force: true });
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

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
