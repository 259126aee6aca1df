import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { warn } from '@lamella/core';
import { errorCode, fileSystemError } from '../file-system-error.ts';

/**
 * Renames a damaged file or folder to a free name beside it (`name.damaged`, `name.damaged-2`, …), so that it can be made again
 * and nothing is lost, and says why.
 *
 * @param reason a clause: `it is empty`
 * @param consequence what happens now, a clause: `the trial runs again`
 */
export async function setAside(path: string, reason: string, consequence: string): Promise<void> {
  const aside = await moveToFreeName(path, 'damaged');
  warn(`${path} is damaged: ${reason}. It is kept as ${basename(aside)}, and ${consequence}.`);
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
