import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { warn } from '@lamella/core';
import { errorCode, fileSystemError } from '../file-system-error.ts';

/**
 * Renames a damaged file or folder to `name.damaged` beside it, so that it can be made again and can be looked at, and says why.
 * One that was set aside before makes room: of the same thing one copy is kept, the newest.
 *
 * @param reason a clause: `it is empty`
 * @param consequence what happens now, a clause: `the trial runs again`
 */
export async function setAside(path: string, reason: string, consequence: string): Promise<void> {
  await removeFormer(path);
  const aside = await moveToFreeName(path, 'damaged');
  warn(`${path} is damaged: ${reason}. It is kept as ${basename(aside)}, and ${consequence}.`);
}

async function removeFormer(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const former = (name: string): boolean =>
    name === `${basename(path)}.damaged` || name.startsWith(`${basename(path)}.damaged-`);
  const names = (await readdir(dirname(path))).filter(former);
  for (const name of names) await rm(join(dirname(path), name), { recursive: true, force: true });
}

/**
 * Renames a file or folder to the first free name of `path.ending`, `path.ending-2`, ….
 *
 * @returns the new path
 */
export async function moveToFreeName(path: string, ending: string): Promise<string> {
  let aside = `${path}.${ending}`;
  for (let number = 2; existsSync(aside); number++) aside = `${path}.${ending}-${number}`;
  try {
    await rename(path, aside);
  } catch (error) {
    // Another process may have been faster.
    if (errorCode(error) !== 'ENOENT') throw fileSystemError(error, 'write', aside);
  }
  return aside;
}
