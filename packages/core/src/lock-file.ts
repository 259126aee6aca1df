import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process waits for another one that removes the same stale lock. */
const POLL_MS = 5;

/**
 * Creates a lock file with its content in one step, so that nobody reads half of it. A network's disk may make
 * the link and lose its answer, so that its second try finds the path taken: the number of links of the file decides. Should
 * another process take the file that is to be linked for one that a killed process has left, it is written again.
 *
 * @param content names the owner: no two processes may write the same
 * @returns false if the path is taken
 */
export async function createLockFile(path: string, content: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, content);
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return isLinked(temporary);
    const isTakenAway = isCode(error, 'ENOENT') && (error as NodeJS.ErrnoException).syscall === 'link';
    if (!isTakenAway) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return createLockFile(path, content);
}

/** Whether a name is that of a file which is to be linked to a lock, and is of no use without its process. */
export function isLockTemporary(name: string): boolean {
  return /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

async function isLinked(temporary: string): Promise<boolean> {
  try {
    return (await stat(temporary)).nlink > 1;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** A lock file's content; undefined if there is none. ESTALE: on a network's disk another machine has removed the open file. */
export async function readLockFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESTALE')) return undefined;
    throw error;
  }
}

export interface StaleLock {
  readonly path: string;
  /** The content that was read there, which names an owner that has ended. */
  readonly content: string;
  /** The content that this process writes into lock files. */
  readonly own: string;
  /** Whether a lock file's owner has ended. */
  isStale(content: string, path: string): Promise<boolean> | boolean;
}

/**
 * Removes a stale lock. Looking at a file and removing it are two steps, between which another process may have removed
 * it and taken the lock; so only the holder of a second lock, named after the stale content, may remove that content. As
 * its owner has ended, the content does not come back. That second lock may be stale itself, and is then removed alike.
 *
 * Afterwards the path is free, or somebody's: try again.
 */
export async function removeStaleLock({ path, content, own, isStale }: StaleLock): Promise<void> {
  const guard = `${path}.${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  if (await createLockFile(guard, own)) {
    try {
      if ((await readLockFile(path)) === content) await rm(path, { force: true });
    } finally {
      await rm(guard, { force: true });
    }
    return;
  }
  const guarding = await readLockFile(guard);
  if (guarding === undefined) return;
  if (await isStale(guarding, guard)) await removeStaleLock({ path: guard, content: guarding, own, isStale });
  else await sleep(POLL_MS);
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
