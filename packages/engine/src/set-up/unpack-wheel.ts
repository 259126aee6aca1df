import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readZipDirectory, readZipEntry } from './zip.ts';

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
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  options: UnpackOptions,
): Promise<UnpackedFile[]> {
  const unpacked: UnpackedFile[] = [];
  for (const entry of readZipDirectory(wheel)) {
    if (entry.path.endsWith('/') || !options.wanted(entry.path)) continue;
    if (entry.path.split('/').includes('..'))
      throw new Error(`The wheel holds a path that leads outside: ${entry.path}`);
    const target = join(folder, entry.path);
    await mkdir(dirname(target), { recursive: true });
    const hash = createHash('sha256');
    await pipeline(
      readZipEntry(wheel, entry),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          options.onBytes?.(chunk.length);
          yield chunk;
        }
      },
      createWriteStream(target, { mode: entry.isExecutable ? 0o755 : 0o644 }),
    );
    unpacked.push({ path: entry.path, size: entry.size, sha256: hash.digest('hex') });
  }
  return unpacked;
}
