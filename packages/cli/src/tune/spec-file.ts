import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UserError } from '@lamella/core';
import { writeFileAtomically } from '@lamella/files';
import { isSameSpec } from '@lamella/spec';

/** Where a spec is written. */
export interface SpecPlace {
  readonly file: string;
  /** Whether a file that says something else may be replaced. */
  readonly overwrite: boolean;
}

/**
 * Writes a spec, unless the file has the same values already, with whatever reasons beside them.
 *
 * @throws UserError (exit code 2) if it says something else and must not be replaced
 */
export async function writeSpecFile(text: string, { file, overwrite }: SpecPlace): Promise<void> {
  if (existsSync(file)) {
    if (isSameSpec(readFileSync(file, 'utf8'), text)) return;
    if (!overwrite)
      throw new UserError(
        `Expected ${file} to be free for the spec, got a file that says something else. ` +
          'Run it as it is (lamella run), name the new one otherwise (--name), or replace it (--overwrite).',
        { exitCode: 2 },
      );
  }
  await writeFileAtomically(file, text);
}

/** A path as a spec in a folder names it: relative to the spec where it lies below its folder, absolute elsewhere. */
export function pathInSpec(path: string, folder: string): string {
  const way = relative(folder, resolve(path));
  const isBelow = way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isBelow ? `./${way.split(sep).join('/')}` : resolve(path);
}
