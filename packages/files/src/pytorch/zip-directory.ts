import { readBytes } from '../open-file.ts';
import type { ByteRange, OpenFile } from './pytorch-contents.ts';
import { quote, unsound } from './unsound.ts';

const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 2 ** 16;
const MAX_DIRECTORY_BYTES = 2 ** 24;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_HEADER_BYTES = 46;
const UNKNOWN_32 = 0xffffffff;
const UNKNOWN_16 = 0xffff;
const ENCRYPTED = 1;

interface DirectoryRecord extends ByteRange {
  readonly name: string;
}

/**
 * The files of a zip archive as PyTorch writes it (APPNOTE.TXT, zip64 included): stored without compression, one after
 * another, with plain names. Anything else is refused, so that no archive unpacks to more than its size.
 *
 * @throws UserError that names the entry
 */
export function readZipDirectory(archive: OpenFile): ReadonlyMap<string, ByteRange> {
  const { numEntries, begin, end } = findDirectory(archive);
  if (begin > end || end > archive.size || end - begin > MAX_DIRECTORY_BYTES)
    throw unsound(archive.path, `its directory is said to be at bytes ${begin} to ${end} of ${archive.size}`);
  const directory = view(archive, begin, end);
  const records: DirectoryRecord[] = [];
  for (let offset = 0; records.length < numEntries;) {
    const { record, next } = readRecord(archive, directory, offset);
    records.push(record);
    offset = next;
  }
  checkOrder(archive, records, begin);
  const entries = new Map(records.map(({ name, ...entry }) => [name, entry]));
  if (entries.size < records.length) throw unsound(archive.path, 'it holds two files of the same name');
  return entries;
}

function findDirectory(archive: OpenFile): { numEntries: number; begin: number; end: number } {
  const tailBegin = Math.max(0, archive.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = view(archive, tailBegin, archive.size);
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw unsound(archive.path, 'its zip directory is missing; is the download complete?');
  const found = {
    numEntries: tail.getUint16(at + 10, true),
    size: tail.getUint32(at + 12, true),
    begin: tail.getUint32(at + 16, true),
  };
  const needs64 = found.numEntries === UNKNOWN_16 || found.size === UNKNOWN_32 || found.begin === UNKNOWN_32;
  const { numEntries, size, begin } = needs64 ? findDirectory64(archive, tailBegin + at) : found;
  return { numEntries, begin, end: begin + size };
}

function findDirectory64(
  archive: OpenFile,
  end: number,
): { numEntries: number; size: number; begin: number } {
  const locator = view(archive, end - LOCATOR_BYTES, end);
  const at = toNumber(locator.getBigUint64(8, true), archive);
  const record = view(archive, at, at + END64_BYTES);
  if (locator.getUint32(0, true) !== 0x07064b50 || record.getUint32(0, true) !== 0x06064b50)
    throw unsound(archive.path, 'its zip64 directory is missing; is the download complete?');
  return {
    numEntries: toNumber(record.getBigUint64(32, true), archive),
    size: toNumber(record.getBigUint64(40, true), archive),
    begin: toNumber(record.getBigUint64(48, true), archive),
  };
}

function readRecord(
  archive: OpenFile,
  directory: DataView,
  offset: number,
): { readonly record: DirectoryRecord; readonly next: number } {
  const broken = (): Error => unsound(archive.path, `its zip directory is broken at byte ${offset}`);
  if (offset + DIRECTORY_HEADER_BYTES > directory.byteLength) throw broken();
  if (directory.getUint32(offset, true) !== 0x02014b50) throw broken();
  const lengths = [28, 30, 32].map((at) => directory.getUint16(offset + at, true));
  const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
  const nameBegin = offset + DIRECTORY_HEADER_BYTES;
  const extraBegin = nameBegin + nameLength;
  const next = extraBegin + extraLength + commentLength;
  if (next > directory.byteLength) throw broken();
  const name = readName(archive, slice(directory, nameBegin, nameLength));
  if ((directory.getUint16(offset + 8, true) & ENCRYPTED) !== 0)
    throw unsound(archive.path, `its file ${quote(name)} is encrypted`);
  const method = directory.getUint16(offset + 10, true);
  const extra = slice(directory, extraBegin, extraLength);
  const sizes = readSizes(archive, slice(directory, offset, DIRECTORY_HEADER_BYTES), extra);
  if (method !== 0 || sizes.packed !== sizes.unpacked)
    throw unsound(
      archive.path,
      `its file ${quote(name)} is compressed (method ${method}), which PyTorch never does`,
    );
  return { record: { name, ...findData(archive, name, sizes) }, next };
}

/** Sizes and place from a directory header, or from its zip64 field where they do not fit in 32 bits. */
function readSizes(archive: OpenFile, header: DataView, extra: DataView) {
  const wide: bigint[] = [];
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    const fieldEnd = Math.min(at + 4 + extra.getUint16(at + 2, true), extra.byteLength);
    for (let i = at + 4; i + 8 <= fieldEnd; i += 8) wide.push(extra.getBigUint64(i, true));
  }
  const read = (at: number): number => {
    const narrow = header.getUint32(at, true);
    if (narrow !== UNKNOWN_32) return narrow;
    const value = wide.shift();
    if (value === undefined) throw unsound(archive.path, 'its zip directory lacks the size of a large file');
    return toNumber(value, archive);
  };
  const unpacked = read(24);
  const packed = read(20);
  return { unpacked, packed, headerBegin: read(42) };
}

/** Where a file's bytes are: behind its local header, which must carry the same name. */
function findData(
  archive: OpenFile,
  name: string,
  { packed, headerBegin }: { packed: number; headerBegin: number },
): ByteRange {
  const header = view(archive, headerBegin, headerBegin + LOCAL_HEADER_BYTES);
  const nameLength = header.getUint16(26, true);
  const nameBegin = headerBegin + LOCAL_HEADER_BYTES;
  const isSame =
    header.getUint32(0, true) === 0x04034b50 &&
    readName(archive, view(archive, nameBegin, nameBegin + nameLength)) === name;
  if (!isSame) throw unsound(archive.path, `its file ${quote(name)} is not where the directory says`);
  const begin = nameBegin + nameLength + header.getUint16(28, true);
  return { begin, end: begin + packed };
}

/** Files follow one another and end before the directory: none lies inside of another. */
function checkOrder({ path }: OpenFile, records: readonly DirectoryRecord[], directoryBegin: number): void {
  const ordered = [...records].sort((a, b) => a.begin - b.begin);
  for (const [i, { name, end }] of ordered.entries()) {
    const limit = ordered[i + 1]?.begin ?? directoryBegin;
    if (end > limit) throw unsound(path, `its file ${quote(name)} overlaps what follows it`);
  }
}

function readName({ path }: OpenFile, bytes: DataView): string {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const isPlain = !/[\\\0:]/.test(name) && name.split('/').every((part) => !['', '.', '..'].includes(part));
  if (!isPlain)
    throw unsound(path, `it holds a file with the name ${quote(name)}, which would lie elsewhere`);
  return name;
}

function slice(of: DataView, begin: number, length: number): DataView {
  return new DataView(of.buffer, of.byteOffset + begin, length);
}

function view({ file, path, size }: OpenFile, begin: number, end: number): DataView {
  const bytes = begin >= 0 && end <= size ? readBytes(file, begin, end) : undefined;
  if (bytes === undefined)
    throw unsound(path, `it has no bytes ${begin} to ${end}; is the download complete?`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toNumber(value: bigint, { path }: OpenFile): number {
  if (value > Number.MAX_SAFE_INTEGER) throw unsound(path, `its zip directory counts to ${value}`);
  return Number(value);
}
