import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readZipDirectory } from './zip-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-zip-'));
const path = join(folder, 'x.zip');
afterAll(() => rmSync(folder, { recursive: true }));

const archive = readFileSync(
  fileURLToPath(new URL('../../fixtures/pytorch/zip-by-python.bin', import.meta.url)),
);

function read(bytes: Uint8Array): ReturnType<typeof readZipDirectory> {
  writeFileSync(path, bytes);
  const file = openSync(path, 'r');
  try {
    return readZipDirectory({ file, path, size: bytes.length });
  } finally {
    closeSync(file);
  }
}

/** The archive with numbers of 16 bits in the n-th header of a kind changed. */
function changed(signature: number, n: number, changes: Readonly<Record<number, number>>): Buffer {
  const bytes = Buffer.from(archive);
  let at = -1;
  for (let i = 0; i <= n; i++) {
    at++;
    while (bytes.readUInt32LE(at) !== signature) at++;
  }
  for (const [offset, value] of Object.entries(changes)) bytes.writeUInt16LE(value, at + Number(offset));
  return bytes;
}
const [LOCAL, DIRECTORY, END] = [0x04034b50, 0x02014b50, 0x06054b50];

test('files with their places', () => {
  const entries = read(archive);
  expect([...entries.keys()]).toContain('archive/data/0');
  const { begin = 0, end = 0 } = entries.get('archive/data/0') ?? {};
  expect([...new Float32Array(new Uint8Array(archive.subarray(begin, end)).buffer)]).toEqual([0, 1, 2, 3]);
});

test('a comment behind the directory', () => {
  const bytes = Buffer.concat([archive, Buffer.from('abc')]);
  bytes.writeUInt16LE(3, archive.length - 2);
  expect(read(bytes)).toEqual(read(archive));
});

test('zip64', () => {
  const end = archive.length - 22;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50);
  record.writeBigUInt64LE(BigInt(archive.readUInt16LE(end + 10)), 32);
  record.writeBigUInt64LE(BigInt(archive.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(BigInt(archive.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  locator.writeBigUInt64LE(BigInt(end), 8);
  const tail = Buffer.from(archive.subarray(end));
  tail.fill(0xff, 8, 20);
  expect(read(Buffer.concat([archive.subarray(0, end), record, locator, tail]))).toEqual(read(archive));
  locator.writeBigUInt64LE(2n ** 60n, 8);
  expect(() => read(Buffer.concat([archive.subarray(0, end), record, locator, tail]))).toThrow(
    'its zip directory counts to 1152921504606846976',
  );
});

test('many files that are one and the same are refused at once', () => {
  const end = archive.length - 22;
  const begin = archive.readUInt32LE(end + 16);
  const nameLength = archive.readUInt16LE(begin + 28);
  const record = archive.subarray(begin, begin + 46 + nameLength + archive.readUInt16LE(begin + 30));
  const directory = Buffer.concat(Array<Buffer>(60_000).fill(record));
  const tail = Buffer.from(archive.subarray(end));
  tail.writeUInt16LE(60_000, 10);
  tail.writeUInt32LE(directory.length, 12);
  const bytes = Buffer.concat([archive.subarray(0, begin), directory, tail]);
  expect(() => read(bytes)).toThrow('its file "archive/data.pkl" overlaps what follows it');
});

test.each<[string, Buffer, RegExp]>([
  ['encryption', changed(DIRECTORY, 0, { 8: 1 }), /its file "archive\/data.pkl" is encrypted/],
  ['compression', changed(DIRECTORY, 0, { 10: 8 }), /"archive\/data.pkl" is compressed \(method 8\)/],
  [
    'a size unlike the packed one',
    changed(DIRECTORY, 0, { 24: 9999 }),
    /"archive\/data.pkl" is compressed \(method 0\)/,
  ],
  [
    'files in one another',
    changed(DIRECTORY, 0, { 20: 600, 24: 600 }),
    /"archive\/data.pkl" overlaps what follows it/,
  ],
  [
    'another name at the place',
    changed(LOCAL, 0, { 30: 0x4141 }),
    /"archive\/data.pkl" is not where the directory says/,
  ],
  [
    'a place behind the end',
    changed(DIRECTORY, 0, { 44: 0x7fff }),
    /it has no bytes 214.* to 214.*; is the download/,
  ],
  ['more files than there are', changed(END, 0, { 10: 999 }), /its zip directory is broken at byte \d+/],
  [
    'a directory behind the end',
    changed(END, 0, { 14: 1 }),
    /its directory is said to be at bytes \d+ to \d+ of \d+/,
  ],
  [
    'a large file without its size',
    changed(DIRECTORY, 0, { 24: 0xffff, 26: 0xffff }),
    /lacks the size of a large file/,
  ],
])('%s is refused', (_, bytes, message) => {
  expect(() => read(bytes)).toThrow(message);
});
