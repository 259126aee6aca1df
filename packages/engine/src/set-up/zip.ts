import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** What the directory at a ZIP file's end says about one file. */
export interface ZipEntry {
  readonly path: string;
  readonly size: number;
  readonly packedSize: number;
  readonly isPacked: boolean;
  readonly isExecutable: boolean;
  /** Where the file's own header begins. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const MAX_COMMENT = 65_535;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const HEADER_SIGNATURE = 0x04034b50;
const HEADER_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files in a ZIP file without the extensions for more than 4 GB, which wheels do not need.
 *
 * @throws Error if it is not one, or is damaged
 */
export function readZipDirectory(zip: string): ZipEntry[] {
  const fd = openSync(zip, 'r');
  try {
    const { size } = fstatSync(fd);
    const tailStart = Math.max(0, size - MAX_COMMENT - END_SIZE);
    const tail = read(fd, tailStart, size - tailStart);
    const end = tail.lastIndexOf(signatureBytes(END_SIGNATURE));
    if (end < 0) throw new Error(`Expected a ZIP file, got something else: ${zip}`);
    const directory = read(fd, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    return readEntries(directory, tail.readUInt16LE(end + 10), zip);
  } finally {
    closeSync(fd);
  }
}

/** One file's unpacked bytes. */
export function readZipEntry(zip: string, entry: ZipEntry): Readable {
  const start = dataStart(zip, entry);
  const packed: Readable =
    entry.packedSize === 0
      ? Readable.from([])
      : createReadStream(zip, { start, end: start + entry.packedSize - 1 });
  const unpack = entry.isPacked ? createInflateRaw() : new PassThrough();
  packed.on('error', (error) => unpack.destroy(error));
  return packed.pipe(unpack);
}

function dataStart(zip: string, { offset, path }: ZipEntry): number {
  const fd = openSync(zip, 'r');
  const header = read(fd, offset, HEADER_SIZE);
  closeSync(fd);
  if (header.readUInt32LE(0) !== HEADER_SIGNATURE)
    throw new Error(`Damaged header of ${path} in the ZIP file ${zip}`);
  return offset + HEADER_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function readEntries(directory: Buffer, count: number, zip: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE)
      throw new Error(`Damaged directory in the ZIP file ${zip}`);
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push(readEntry(directory, at, nameLength));
    at += ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(directory: Buffer, at: number, nameLength: number): ZipEntry {
  const path = directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
  const method = directory.readUInt16LE(at + 10);
  if (method !== STORED && method !== DEFLATED) throw new Error(`Unknown compression ${method} of ${path}`);
  return {
    path,
    size: directory.readUInt32LE(at + 24),
    packedSize: directory.readUInt32LE(at + 20),
    isPacked: method === DEFLATED,
    isExecutable: ((directory.readUInt32LE(at + 38) >>> 16) & 0o111) !== 0,
    offset: directory.readUInt32LE(at + 42),
  };
}

function read(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  const count = readSync(fd, buffer, 0, length, position);
  return buffer.subarray(0, count);
}

function signatureBytes(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
