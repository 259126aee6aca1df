import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '@lamella/core';

/** How a folder is written. */
export interface ReplaceOptions {
  /** The names of files that a replaced folder may hold; nothing else is ever deleted. */
  readonly known: readonly string[];
  /** Writes what the folder is to hold into another one. */
  write(temporary: string): Promise<void>;
}

/**
 * Writes a folder whole or not at all: into a temporary one beside it, which is then renamed. One that is there is replaced.
 *
 * @throws {UserError} if that one holds anything that is not known
 */
export async function replaceFolder(folder: string, { known, write }: ReplaceOptions): Promise<void> {
  const target = resolve(folder);
  const foreign = existsSync(target) ? readdirSync(target).filter((name) => !known.includes(name)) : [];
  if (foreign.length > 0)
    throw new UserError(
      `Expected ${target} to be new or to hold ${known.join(', ')} alone, got ${foreign.join(', ')}.`,
    );
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  const [temporary, former] = [`${beside}.tmp`, `${beside}.former`];
  try {
    await mkdir(temporary, { recursive: true });
    await write(temporary);
    if (existsSync(target)) await rename(target, former);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await rm(former, { recursive: true, force: true });
}
