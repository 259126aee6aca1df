import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { hashFile } from '@lamella/core';
import { ZipFile } from 'yazl';
import { seal } from '../sealed/sealed-json.ts';
import { writeFileAtomically } from '../write-file-atomically.ts';
import { findNameProblem, type ListedFile, MANIFEST, manifestFormat } from './manifest.ts';

/** A file that goes into an archive: its text, or the file whose bytes it has. */
export type ArchivedFile = string | { readonly path: string };

/** The same in all archives, so that equal files give equal bytes; ZIP knows no earlier time. */
const ENTRY = {
  mtime: new Date(1980, 0, 1),
  mode: 0o100_644,
  compress: false,
  forceDosTimestamp: true,
} as const;

/**
 * Writes files into a ZIP archive with a sealed list of their SHA-256, whole or not at all. The same files give the same bytes on
 * every machine: names are sorted, times fixed, and nothing is compressed, which also bounds what unpacking can take.
 *
 * @param path of the archive @param content what it is an archive of, for those who read it
 * @param files by name in the archive
 * @throws UserError when the disk is full or a file can't be read or written; Error for a name that no archive has
 */
export async function writeArchive(
  path: string,
  content: string,
  files: Readonly<Record<string, ArchivedFile>>,
): Promise<void> {
  const names = Object.keys(files).sort();
  const listed: Record<string, ListedFile> = {};
  for (const name of names) {
    if (findNameProblem(name) !== undefined || name === MANIFEST)
      throw new Error(`Expected a name of an archive's file, got ${name}`);
    listed[name] = await list(files[name] ?? '');
  }
  const manifest = `${JSON.stringify(seal({ format: manifestFormat, content, files: listed }), null, 2)}\n`;
  await writeFileAtomically(path, zip({ ...files, [MANIFEST]: manifest }));
}

async function list(file: ArchivedFile): Promise<ListedFile> {
  if (typeof file !== 'string')
    return { bytes: (await stat(file.path)).size, sha256: await hashFile(file.path) };
  const bytes = Buffer.from(file);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** The bytes of an archive, as they are asked for. */
async function* zip(files: Readonly<Record<string, ArchivedFile>>): AsyncIterable<Uint8Array> {
  const archive = new ZipFile();
  const output = archive.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void };
  archive.on('error', (error: Error) => output.destroy(error));
  for (const name of Object.keys(files).sort()) {
    const file = files[name] ?? '';
    if (typeof file === 'string') archive.addBuffer(Buffer.from(file), name, ENTRY);
    else archive.addFile(file.path, name, ENTRY);
  }
  archive.end();
  yield* output as AsyncIterable<Buffer>;
}
