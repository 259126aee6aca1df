import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@lamella/core';
import { type Entry, openPromise } from 'yauzl';

/** A file that was written, with what is needed to check it later. */
export interface UnpackedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface UnpackOptions {
  /** Which of the wheel's files to write. */
  readonly wanted: (path: string) => boolean;
  /** Called as bytes are written, with their number. */
  readonly onBytes?: (count: number) => void;
}

/**
 * Writes the wanted files of a wheel (a ZIP file) into a folder. The wheel's own hash has been checked before,
 * so the files' checksums are not.
 *
 * @throws Error if it is no ZIP file, is damaged, or holds a path that leads out of the folder
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  options: UnpackOptions,
): Promise<UnpackedFile[]> {
  const unpacked: UnpackedFile[] = [];
  try {
    const zip = await openPromise(wheel);
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName;
      if (path.endsWith('/') || !options.wanted(path)) continue;
      const bytes = await zip.openReadStreamPromise(entry);
      const sha256 = await write(bytes, join(folder, path), { entry, ...options });
      unpacked.push({ path, size: entry.uncompressedSize, sha256 });
    }
  } catch (error) {
    // An error of the file system, such as a full disk, says nothing of the ZIP file.
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new Error(`Expected a whole ZIP file at ${wheel}: ${messageOf(error)}`, { cause: error });
  }
  return unpacked;
}

/** The bits of a file's mode that let it be run. */
const EXECUTABLE = 0o111;

/** Writes a file, and gives its SHA-256. */
async function write(
  bytes: Readable,
  target: string,
  { entry, onBytes }: Pick<UnpackOptions, 'onBytes'> & { readonly entry: Entry },
): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  const isExecutable = ((entry.externalFileAttributes >>> 16) & EXECUTABLE) !== 0;
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        onBytes?.(chunk.length);
        yield chunk;
      }
    },
    createWriteStream(target, { mode: isExecutable ? 0o755 : 0o644 }),
  );
  return hash.digest('hex');
}
