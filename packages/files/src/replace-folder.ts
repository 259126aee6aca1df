import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '@lamella/core';
import { fileSystemError } from './file-system-error.ts';
import { syncFolder } from './sync-folder.ts';
import { temporaryPath } from './temporary-files.ts';

/** How a folder is written. */
export interface ReplaceOptions {
  /** The names of files that a replaced folder may hold; nothing else is ever deleted. @default anything */
  readonly known?: readonly string[];
  /** Writes what the folder is to hold into another one. */
  write(temporary: string): Promise<void>;
}

/**
 * Writes a folder whole or not at all: into a temporary one beside it, which is then renamed. One that is there is replaced.
 *
 * @throws {UserError} if that one holds anything that is not known, or the disk refuses
 */
export async function replaceFolder(folder: string, { known, write }: ReplaceOptions): Promise<void> {
  const target = resolve(folder);
  const [temporary, former] = [temporaryPath(target), temporaryPath(target, 'former')];
  try {
    requireKnown(target, known);
    await mkdir(temporary, { recursive: true });
    await write(temporary);
    await syncFolder(temporary);
    await swap(target, { temporary, former });
    await syncFolder(dirname(target));
  } catch (error) {
    // What went wrong before counts, not that the rest can't be removed either.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw fileSystemError(error, 'write', target);
  }
  await rm(former, { recursive: true, force: true });
}

function requireKnown(target: string, known: readonly string[] | undefined): void {
  const names = existsSync(target) ? readdirSync(target) : [];
  const foreign = known === undefined ? [] : names.filter((name) => !known.includes(name));
  if (foreign.length > 0)
    throw new UserError(
      `Expected ${target} to be new or to hold ${known?.join(', ')} alone, got ${foreign.join(', ')}.`,
    );
}

/** Puts the new folder in the place of the former one, which comes back if that fails. */
async function swap(
  target: string,
  { temporary, former }: { readonly temporary: string; readonly former: string },
): Promise<void> {
  const replaces = existsSync(target);
  if (replaces) await rename(target, former);
  try {
    await rename(temporary, target);
  } catch (error) {
    if (replaces) await rename(former, target);
    throw error;
  }
}
