import { errorCode } from '@lamella/files';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The lines added to a file of JSON Lines. */
export interface Addition {
  /** The values of whole lines; what is not JSON is left out. */
  readonly values: readonly unknown[];
  /** Whether it is another file than before, so that what was read of that one no longer counts. */
  readonly isNew: boolean;
}

/**
 * Follows a file of JSON Lines that another process adds to, maybe on another machine: reads at each call what has been added. A
 * line that is not whole yet comes when it is.
 */
export class JsonLinesTail {
  readonly #path: string;
  #inode: number | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns undefined as long as there is no file */
  read(): Addition | undefined {
    const file = openIfThere(this.#path);
    if (file === undefined) return undefined;
    try {
      const { ino, size } = fstatSync(file);
      const isNew = ino !== this.#inode || size < this.#offset;
      if (isNew) this.#offset = 0;
      this.#inode = ino;
      const added = readFrom(file, this.#offset, size);
      const end = added.lastIndexOf('\n') + 1;
      this.#offset += end;
      const lines = added.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
      return { values: lines.flatMap(parse), isNew };
    } finally {
      closeSync(file);
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readFrom(file: number, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(end - start);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, start + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function parse(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
