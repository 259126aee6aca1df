import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '@lamella/core';

import { fileSystemError } from './file-system-error.ts';
import { syncFolder } from './sync-folder.ts';
import { temporaryPath } from './temporary-files.ts';

/** The content of a file: a text (written as UTF-8), bytes, or pieces that are written one after another. */
export type FileContent =
  string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file whole or not at all: into a temporary file in the same folder, flushed to the disk, then renamed, which is flushed too.
 * Missing parent folders are created. A reader sees the old content or the new one, never a part.
 *
 * @throws UserError when the disk is full or the folder can't be written to
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  const target = resolve(path);
  const temporary = temporaryPath(target);
  try {
    await makeFolder(dirname(target));
    await writeAndFlush(temporary, content);
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw fileSystemError(error, 'write', target);
  }
}

async function writeAndFlush(path: string, content: FileContent): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for await (const piece of pieces)
      await writeAll(file, typeof piece === 'string' ? Buffer.from(piece) : piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  // One write call takes at most 2 GiB.
  const maxBytes = 2 ** 30;
  let written = 0;
  while (written < bytes.length) {
    const piece = bytes.subarray(written, written + maxBytes);
    written += (await file.write(piece)).bytesWritten;
  }
}
