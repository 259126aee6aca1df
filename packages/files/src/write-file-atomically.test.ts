import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeFileAtomically } from './write-file-atomically.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-files-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('writes text, bytes and pieces, and creates folders', async () => {
  const path = join(folder, 'a/b/c.txt');
  await writeFileAtomically(path, 'é');
  expect(readFileSync(path, 'utf8')).toBe('é');
  await writeFileAtomically(path, Uint8Array.of(1, 2));
  expect([...readFileSync(path)]).toEqual([1, 2]);
  await writeFileAtomically(path, ['a', Uint8Array.of(98)]);
  expect(readFileSync(path, 'utf8')).toBe('ab');
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
});

test('leaves the old content when the new one fails half-way', async () => {
  const path = join(folder, 'x');
  writeFileSync(path, 'old');
  function* pieces(): Iterable<string> {
    yield 'new';
    throw new Error('no more');
  }
  await expect(writeFileAtomically(path, pieces())).rejects.toThrow('no more');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['x']);
});

test('pieces may take their time; what fails in between leaves nothing', async () => {
  async function* pieces(isBroken: boolean): AsyncIterable<string> {
    yield 'a';
    await Promise.resolve();
    if (isBroken) throw new Error('no more');
    yield 'b';
  }
  const path = join(folder, 'x');
  await expect(writeFileAtomically(path, pieces(true))).rejects.toThrow('no more');
  expect(readdirSync(folder)).toEqual([]);
  await writeFileAtomically(path, pieces(false));
  expect(readFileSync(path, 'utf8')).toBe('ab');
});

test('many writers leave one whole content', async () => {
  const path = join(folder, 'x');
  const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(10_000));
  await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
  expect(contents).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['x']);
});

test('says why it can not write', async () => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'sub'));
  await expect(writeFileAtomically(join(folder, 'file/x'), '')).rejects.toThrow(
    new RegExp(
      `^Cannot write ${join(folder, 'file/x')}: (a parent of it is a file|something else of that name)`,
    ),
  );
  await expect(writeFileAtomically(join(folder, 'sub'), '')).rejects.toThrow(/it is a folder, not a file/);
});

test('the content is flushed to the disk before the rename, the folder after it', async () => {
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
  await handle.close();
  const path = join(folder, 'x');
  const seen: boolean[] = [];
  const sync = import.meta.jest.spyOn(prototype, 'sync').mockImplementation(() => {
    seen.push(existsSync(path));
    return Promise.resolve();
  });
  await writeFileAtomically(path, 'a');
  sync.mockRestore();
  expect(seen).toEqual([false, true]);
});
