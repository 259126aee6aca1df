import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

/** A file that grows by whole pieces: they are collected, and written when it is flushed. */
export class BufferedFile {
  readonly #descriptor: number;
  #pending: Buffer[] = [];

  /** @throws Error if a new one is asked for and the file is there */
  constructor(path: string, { isNew = true }: { readonly isNew?: boolean } = {}) {
    this.#descriptor = openSync(path, isNew ? 'ax' : 'a');
  }

  /** Adds a piece. */
  append(piece: string | Buffer): void {
    this.#pending.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  }

  /** Writes what has been added. */
  flush(): void {
    let rest = Buffer.concat(this.#pending);
    this.#pending = [];
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
  }

  /** Has the system write it to the disk. */
  sync(): void {
    fdatasyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
