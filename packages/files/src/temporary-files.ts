import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, fileSystemError } from './file-system-error.ts';

/** `tmp` for what is being written, `former` for what it takes the place of. */
type Ending = 'tmp' | 'former';

/** The path beside a file or folder at which it is written before it is renamed: hidden, and nobody else's. */
export function temporaryPath(target: string, ending: Ending = 'tmp'): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.${ending}`);
}

/**
 * Removes what processes have left in a folder that were killed while they wrote a file or a folder there. To be called by who alone
 * writes there.
 *
 * @param target the one name that is meant. @default all
 * @throws UserError if the folder can't be read or written to
 */
export async function removeUnfinished(folder: string, target?: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, written] = /^\.(.+)\.[0-9a-f]{12}\.(?:tmp|former)$/.exec(name) ?? [];
    if (written === undefined || (target !== undefined && written !== target)) continue;
    const path = join(folder, name);
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      throw fileSystemError(error, 'write', path);
    });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileSystemError(error, 'read', folder);
  }
}
