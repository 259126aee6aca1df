import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '@lamella/core';
import { type Options, ZipFile } from 'yazl';
import { seal } from '../sealed/sealed-json.ts';
import { unpackArchive } from './unpack-archive.ts';
import { writeArchive } from './write-archive.ts';

let root: string;
let path: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-unpack-'));
  [path, folder] = [join(root, 'x.zip'), join(root, 'inner', 'unpacked')];
  mkdirSync(folder, { recursive: true });
});
afterEach(() => {
  // Whatever an archive says: beside the folder nothing appears.
  expect(readdirSync(join(root, 'inner'))).toEqual(['unpacked']);
  rmSync(root, { recursive: true });
});

const unpack = () => unpackArchive(path, 'test', folder);
const files = { 'a.txt': 'one', 'b/c.txt': 'two' };

/** A ZIP file of entries that a `writeArchive` may not write. */
async function write(
  entries: readonly (readonly [name: string, content: string, options?: Partial<Options>])[],
  listed: object = {},
): Promise<void> {
  const zip = new ZipFile();
  const manifest = JSON.stringify(seal({ format: 1, content: 'test', files: listed }));
  zip.addBuffer(Buffer.from(manifest), 'manifest.json', { compress: false });
  for (const [name, content, options] of entries)
    zip.addBuffer(Buffer.from(content), name, { compress: false, ...options });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Changes bytes of the archive as a text of one byte a letter. */
function edit(change: (text: string) => string): void {
  writeFileSync(path, Buffer.from(change(readFileSync(path, 'latin1')), 'latin1'));
}

test('what was packed comes back', async () => {
  await writeArchive(path, 'test', { ...files, 'd.bin': { path: process.execPath } });
  expect(Object.keys((await unpack()).files)).toEqual(['a.txt', 'b/c.txt', 'd.bin']);
  expect(readFileSync(join(folder, 'b', 'c.txt'), 'utf8')).toBe('two');
  expect(readFileSync(join(folder, 'd.bin')).equals(readFileSync(process.execPath))).toBe(true);
});

test.each([
  [
    'a changed letter',
    (text: string) => text.replace('two', 'tWo'),
    /b\/c\.txt is not what was packed, says its hash/,
  ],
  [
    'a changed list',
    (text: string) => text.replace(/"bytes": 3/, '"bytes": 4'),
    /manifest\.json: its content is not what was written/,
  ],
  [
    'a name of the same length',
    (text: string) => text.replaceAll('a.txt', 'e.txt'),
    /manifest\.json: its content/,
  ],
  [
    'a renamed file',
    (text: string) => text.replaceAll(/a\.txt(?=one|PK|\0| )/g, 'e.txt'),
    /a\.txt is missing|manifest/,
  ],
  ['a name that leads out', (text: string) => text.replaceAll('b/c.txt', '../.txt'), /invalid relative path/],
  ['an absolute name', (text: string) => text.replaceAll('b/c.txt', '/bc.txt'), /absolute path/],
  ['a name for Windows', (text: string) => text.replaceAll('b/c.txt', 'b\\c.txt'), /invalid characters/],
  [
    'no directory',
    (text: string) => text.slice(0, text.indexOf('PK\x01\x02')),
    /[Ee]nd of central directory/,
  ],
  ['other bytes', () => 'no archive', /[Ee]nd of central directory/],
  ['nothing', () => '', /[Ee]nd of central directory/],
])('%s', async (_, change, expected) => {
  await writeArchive(path, 'test', files);
  edit(change);
  await expect(unpack()).rejects.toThrow(expected);
  await rejectsWell();
});

test('a truncated archive, wherever it ends', async () => {
  await writeArchive(path, 'test', files);
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += 37) {
    writeFileSync(path, whole.subarray(0, length));
    await expect(unpack()).rejects.toBeInstanceOf(UserError);
  }
  truncateSync(path, 0);
});

async function rejectsWell(): Promise<void> {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const error: unknown = await unpack().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(/^Expected [^\n]*\.$/);
}

test.each<readonly [string, Parameters<typeof write>[0], RegExp]>([
  ['a link', [['a.txt', '/etc/passwd', { mode: 0o120_777 }]], /no regular file/],
  ['a device', [['a.txt', '', { mode: 0o20_666 }]], /no regular file/],
  ['a bomb', [['a.txt', '0'.repeat(1_000_000), { compress: true }]], /compressed/],
  ['a hidden file', [['.bashrc', '']], /no name/],
  [
    'a name twice',
    [
      ['a.txt', ''],
      ['a.txt', ''],
    ],
    /twice/,
  ],
  [
    'a name in two cases',
    [
      ['a.txt', ''],
      ['A.txt', ''],
    ],
    /twice/,
  ],
  [
    'a file in a file',
    [
      ['a', ''],
      ['a/b', ''],
    ],
    /a\/b is in it as a file and as the name of a folder/,
  ],
  [
    'a folder with the name of a file',
    [
      ['a/b', ''],
      ['a', ''],
    ],
    /: a is in it as a file and/,
  ],
  ['a file that is not listed', [['a.txt', '']], /a\.txt was not packed/],
])('%s is refused', async (_, entries, expected) => {
  await write(entries);
  await expect(unpack()).rejects.toThrow(expected);
  await rejectsWell();
});

test('a file that is listed and missing, and names of Object’s own', async () => {
  await write([['constructor', '']], { 'a.txt': { bytes: 0, sha256: 'x' } });
  await expect(unpack()).rejects.toThrow(/a\.txt is missing/);
});

/** Repeats the directory's entry of `a.txt` under other names, and says how many entries there are. */
function repeatEntry(times: number, count: number): void {
  edit((text) => {
    const [start, end] = [text.lastIndexOf('PK\x01\x02'), text.lastIndexOf('PK\x05\x06')];
    const entry = text.slice(start, end);
    const more = Array.from({ length: times }, (_, i) => entry.replace('a.txt', `${i}.txt`)).join('');
    const record = Buffer.from(text.slice(end), 'latin1');
    record.writeUInt16LE(count, 8);
    record.writeUInt16LE(count, 10);
    record.writeUInt32LE(record.readUInt32LE(12) + more.length, 12);
    return `${text.slice(0, end)}${more}${record.toString('latin1')}`;
  });
}

test('files that overlap hold more than the archive', async () => {
  await write([['a.txt', 'x'.repeat(2000)]]);
  repeatEntry(9, 11);
  await expect(unpack()).rejects.toThrow(/overlaps/);
  await rejectsWell();
});

test('more files than an archive of ours has are not even begun', async () => {
  await write([['a.txt', '']]);
  repeatEntry(0, 10_001);
  await expect(unpack()).rejects.toThrow(/more than 10000 files/);
  expect(readdirSync(folder)).toEqual([]);
});

test('no archive, an archive of something else, and a later one', async () => {
  await expect(unpack()).rejects.toThrow(`Expected an archive at ${path}: no such file.`);
  await expect(unpackArchive(root, 'test', folder)).rejects.toThrow(/got no regular file/);
  execFileSync('mkfifo', [path]);
  await expect(unpack()).rejects.toThrow(/got no regular file/);
  rmSync(path);
  await writeArchive(path, 'other', files);
  await expect(unpack()).rejects.toThrow(/: it holds other, not test\.$/);
  expect(existsSync(join(folder, 'a.txt'))).toBe(true);
});
