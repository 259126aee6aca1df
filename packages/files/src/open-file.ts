import { openSync, readSync, statSync, type Stats } from 'node:fs';
import { UserError } from '@lamella/core';
import { fileSystemError } from './file-system-error.ts';

/**
 * Opens a file for reading. A link is followed, as those of the hub's cache have to be.
 *
 * @throws UserError if there is none, or it is a pipe or a device, which might never end
 */
export function openFile(path: string): number {
  try {
    requireFile(statSync(path), path);
    return openSync(path, 'r');
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
}

/** Refuses pipes, sockets and devices; a folder is left to the system, whose error says what it is. */
export function requireFile(stats: Stats, path: string): void {
  if (stats.isFile() || stats.isDirectory()) return;
  throw new UserError(`Expected a file at ${path}, got a pipe, a socket or a device.`);
}

/** The bytes of an open file from `begin` up to `end`, or undefined if the file ends before. */
export function readBytes(file: number, begin: number, end: number): Uint8Array | undefined {
  // Memory that is about to be overwritten needs no zeros first; one read call takes less than 2 GiB.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(end - begin).buffer);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, done, Math.min(bytes.length - done, 2 ** 30), begin + done);
    if (count === 0) return undefined;
    done += count;
  }
  return bytes;
}
