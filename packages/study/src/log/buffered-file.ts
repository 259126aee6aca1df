import { closeSync, openSync, writeSync } from 'node:fs';

/** A new file that grows by whole pieces: they are collected, and written when it is flushed. */
export class BufferedFile {
  readonly #descriptor: number;
  #pending: Buffer[] = [];

  /** @throws Error if the file is there */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'ax');
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

  close(): void {
    closeSync(this.#descriptor);
  }
}
