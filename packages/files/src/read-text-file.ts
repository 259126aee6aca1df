import { readFileSync, statSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { decodeText } from './check-utf8.ts';
import { fileSystemError } from './file-system-error.ts';
import { requireFile } from './open-file.ts';

/** A text of V8's has at most some 2^29 characters. */
const MOST_BYTES = 2 ** 29 - 64;

/**
 * The bytes of a file that is read whole.
 *
 * @param mostBytes refused before anything is read
 * @param what the file holds, for the message
 * @throws UserError for a pipe or a device, which might never end, and for a file that is too large or can't be read
 */
export function readWholeFile(
  path: string,
  { mostBytes = MOST_BYTES, what = 'text' }: { readonly mostBytes?: number; readonly what?: string } = {},
): Buffer {
  try {
    const stats = statSync(path);
    requireFile(stats, path);
    if (stats.size > mostBytes)
      throw new UserError(`Expected at most ${mostBytes} bytes of ${what} in ${path}, got ${stats.size}.`);
    return readFileSync(path);
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
}

/**
 * The text of a file in UTF-8, without its byte-order mark.
 *
 * @throws UserError as {@link readWholeFile} does, and with the line of what is not UTF-8 and of a NUL
 */
export function readTextFile(path: string, options: Parameters<typeof readWholeFile>[1] = {}): string {
  return decodeText(readWholeFile(path, options), path);
}
