import { createReadStream } from 'node:fs';
import { beat } from '@lamella/core';
import { fileSystemError, Utf8Checker } from '@lamella/files';

/** Says how many bytes of the file have been read. */
export type OnBytes = (numBytes: number) => void;

const PIECE_BYTES = 2 ** 20;

/**
 * The bytes of a file piece by piece, checked to be UTF-8 and without a byte-order mark; a piece never ends inside of a
 * character.
 *
 * @throws UserError (exit code 2) for what is not UTF-8, with its line
 */
export async function* readBytes(path: string, onBytes: OnBytes = () => undefined): AsyncGenerator<Buffer> {
  const checker = new Utf8Checker(path);
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      const bytes = piece as Buffer;
      beat();
      onBytes(bytes.length);
      yield checker.take(bytes);
    }
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
  yield checker.finish();
}
