import { openSync, readSync } from 'node:fs';
import { fileSystemError } from './file-system-error.ts';

/** Opens a file for reading. */
export function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
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
