import { readFileSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { readLockFile, removeStaleLock, type StaleLock } from '@lamella/core';
import { formatOwner, lookAtOwner, type Owner, parseOwner } from './owner.ts';

/**
 * Writes a beat into a claim's file. The file is opened, read and written as one: should another process put its own in the place
 * in between, the beat goes into the file that is gone.
 *
 * @returns false if the file is no longer this owner's
 */
export async function writeBeat(path: string, owner: Owner, beat: number): Promise<boolean> {
  let file;
  try {
    file = await open(path, 'r+');
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
  try {
    if (parseOwner(await file.readFile('utf8'))?.token !== owner.token) return false;
    await file.write(formatOwner(owner, beat), 0);
    // A network's disk shows it to other machines only then.
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

/**
 * Removes a claim's file if it is this owner's, also while other processes take it for stale.
 *
 * @param isStale whether the owner of a file that guards the removal has ended
 */
export async function removeOwn(path: string, owner: Owner, isStale: StaleLock['isStale']): Promise<void> {
  for (;;) {
    const content = await readLockFile(path);
    if (content === undefined || parseOwner(content)?.token !== owner.token) return;
    const own = formatOwner(owner, 0);
    await removeStaleLock({ path, content, own, isStale });
  }
}

/** The same without a guard: at the end of the process, when nothing can be waited for, or where there is no room for one. */
export function removeOwnNow(path: string, { token }: Owner): void {
  try {
    if (parseOwner(readFileSync(path, 'utf8'))?.token === token) rmSync(path, { force: true });
  } catch {
    // Then it is found stale.
  }
}

/** Removes a file that was to become a claim, unless its process may still be at that: one that holds no owner yet is written again. */
export async function removeIfLeft(path: string): Promise<void> {
  const content = await readLockFile(path);
  if (content === undefined) return;
  const owner = parseOwner(content);
  if (owner === undefined || (await lookAtOwner(owner)) === 'ended') await rm(path, { force: true });
}

/** ESTALE: on a network's disk another machine has removed the open file. */
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ESTALE'].includes(String((error as NodeJS.ErrnoException).code));
}
