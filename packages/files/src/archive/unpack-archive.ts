import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '@lamella/core';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { errorCode, fileSystemError } from '../file-system-error.ts';
import { readSealedJson } from '../sealed/sealed-json.ts';
import {
  findNameProblem,
  type ListedFile,
  MANIFEST,
  type Manifest,
  manifestFormat,
  parseManifest,
} from './manifest.ts';

/** More files than any archive of ours has. */
const MAX_FILES = 10_000;
/** A list of as many files is smaller. */
const MAX_MANIFEST_BYTES = 2 ** 24;

/** The archive that is read. */
interface Source {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Unpacks an archive of {@link writeArchive} into an empty folder, and compares every file with the archive's list. An archive
 * may come from anyone: nothing is written outside of the folder, links and compressed files are refused, and all files together
 * are no larger than the archive.
 *
 * @param content what it must be an archive of
 * @throws UserError (exit code 2) for anything else than such an archive, or (exit code 1) if a file is not what was packed
 */
export async function unpackArchive(path: string, content: string, folder: string): Promise<Manifest> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined)
    throw new UserError(`Expected an archive at ${path}: no such file.`, { exitCode: 2 });
  if (!info.isFile())
    throw new UserError(`Expected an archive at ${path}, got no regular file.`, { exitCode: 2 });
  const source = { path, bytes: info.size };
  const unpacked = await unpackFiles(source, folder).catch((error: unknown) => {
    // An error of the file system, such as a full disk, says nothing of the archive.
    if (error instanceof UserError || errorCode(error) !== undefined)
      throw fileSystemError(error, 'read', path);
    throw unusable(source, messageOf(error));
  });
  const manifest = readManifest(source, join(folder, MANIFEST));
  if (manifest.content !== content) throw unusable(source, `it holds ${manifest.content}, not ${content}`);
  compare(source, manifest, unpacked);
  return manifest;
}

async function unpackFiles(source: Source, folder: string): Promise<ReadonlyMap<string, ListedFile>> {
  const zip = await openPromise(source.path, { strictFileNames: true });
  const unpacked = new Map<string, ListedFile>();
  const names = new Set<string>();
  let room = source.bytes;
  try {
    if (zip.entryCount > MAX_FILES) throw unusable(source, `it has more than ${MAX_FILES} files`);
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      room -= entry.uncompressedSize;
      const problem = findProblem(entry) ?? (room < 0 ? 'it overlaps others' : undefined);
      if (problem !== undefined) throw unusable(source, `${JSON.stringify(name.slice(0, 200))}: ${problem}`);
      // Some file systems hold names of either case for the same.
      if (names.has(name.toLowerCase())) throw unusable(source, `${name} is in it twice`);
      names.add(name.toLowerCase());
      const file = await unpackFile(zip, entry, join(folder, name));
      if (file === undefined)
        throw unusable(source, `${name} is in it as a file and as the name of a folder`);
      unpacked.set(name, file);
    }
  } finally {
    zip.close();
  }
  return unpacked;
}

/** The kinds of files in a mode, and that of regular ones; archives from systems without modes have 0. */
const [KIND, REGULAR] = [0o170_000, 0o100_000];

/** Why an entry is none that we have written, a clause. */
function findProblem(entry: Entry): string | undefined {
  const kind = (entry.externalFileAttributes >>> 16) & KIND;
  if (kind !== REGULAR && kind !== 0) return 'it is no regular file';
  if (entry.isEncrypted()) return 'it is encrypted';
  if (entry.compressionMethod !== 0) return 'it is compressed, which archives of Lamella’s are not';
  if (entry.fileName === MANIFEST && entry.uncompressedSize > MAX_MANIFEST_BYTES)
    return 'it is too large for a list of files';
  return findNameProblem(entry.fileName);
}

/** How a system says that a file is in the place of a folder, or a folder in that of a file. */
const IN_THE_WAY = ['EEXIST', 'ENOTDIR', 'EISDIR'];

/** @returns undefined if another file of the archive lies where this one, or its folder, would */
async function unpackFile(zip: ZipFile, entry: Entry, target: string): Promise<ListedFile | undefined> {
  const hash = createHash('sha256');
  try {
    await mkdir(dirname(target), { recursive: true });
    const stream: Readable = await zip.openReadStreamPromise(entry);
    await pipeline(
      stream,
      (chunks: AsyncIterable<Buffer>) => hashing(chunks, hash),
      createWriteStream(target, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    if (IN_THE_WAY.includes(errorCode(error) ?? '')) return undefined;
    throw fileSystemError(error, 'write', target);
  }
  return { bytes: entry.uncompressedSize, sha256: hash.digest('hex') };
}

async function* hashing(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function readManifest(source: Source, path: string): Manifest {
  const reading = readSealedJson(path, manifestFormat);
  switch (reading.kind) {
    case 'absent':
      throw unusable(source, `it has no ${MANIFEST}`);
    case 'newer':
      throw unusable(source, `a later Lamella wrote it, in format ${reading.format}. Update Lamella`);
    case 'damaged':
      throw unusable(source, `${MANIFEST}: ${reading.reason}`);
  }
  const manifest = reading.isSealed ? parseManifest(reading.value) : undefined;
  if (manifest === undefined) throw unusable(source, `${MANIFEST} is no sealed list of files`);
  return manifest;
}

/** @throws UserError for the first file that is not what the list says */
function compare({ path }: Source, { files }: Manifest, unpacked: ReadonlyMap<string, ListedFile>): void {
  const names = new Set([...Object.keys(files), ...unpacked.keys()]);
  names.delete(MANIFEST);
  for (const name of [...names].sort()) {
    const listed = Object.hasOwn(files, name) ? files[name] : undefined;
    const found = unpacked.get(name);
    const problem =
      listed === undefined
        ? 'was not packed'
        : found === undefined
          ? 'is missing'
          : found.sha256 !== listed.sha256
            ? 'is not what was packed, says its hash'
            : undefined;
    if (problem !== undefined)
      throw new UserError(`Expected the files of ${path} as they were packed: ${name} ${problem}.`);
  }
}

function unusable({ path }: Source, reason: string): UserError {
  return new UserError(`Expected a whole archive of Lamella's at ${path}: ${reason.replace(/\.$/, '')}.`, {
    exitCode: 2,
  });
}
