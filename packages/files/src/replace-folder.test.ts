import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFolder } from './replace-folder.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-replace-'));
  folder = join(root, 'adapter');
});
afterEach(() => rmSync(root, { recursive: true }));

const known = ['a', 'b'];
const writing = (name: string) => (to: string) => Promise.resolve(writeFileSync(join(to, name), name));

test('what was there before is gone, and nothing lies beside', async () => {
  await replaceFolder(folder, { known, write: writing('a') });
  await replaceFolder(folder, { known, write: writing('b') });
  expect(readdirSync(folder)).toEqual(['b']);
  expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('b');
  expect(readdirSync(root)).toEqual(['adapter']);
});

test('a write that fails leaves what was there', async () => {
  const fail = async (to: string): Promise<void> => {
    await writing('b')(to);
    throw new Error('full');
  };
  await expect(replaceFolder(folder, { known, write: fail })).rejects.toThrow('full');
  expect(readdirSync(root)).toEqual([]);
  await replaceFolder(folder, { known, write: writing('a') });
  await expect(replaceFolder(folder, { known, write: fail })).rejects.toThrow('full');
  expect(readdirSync(root)).toEqual(['adapter']);
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a folder with other files is left alone', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'thesis.txt'), 'x');
  await expect(replaceFolder(folder, { known, write: writing('a') })).rejects.toThrow(
    `Expected ${folder} to be new or to hold a, b alone, got thesis.txt.`,
  );
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});

test('a file in the place of the folder, or of its parent, is told of as other writing tells it', async () => {
  writeFileSync(join(root, 'file'), '');
  for (const place of ['file', 'file/below'])
    await expect(replaceFolder(join(root, place), { write: () => Promise.resolve() })).rejects.toThrow(
      /^Cannot write /,
    );
});

test('folder and parent are flushed to the disk, before and after the rename', async () => {
  const handle = await open(root, 'r');
  const prototype = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
  await handle.close();
  const seen: boolean[] = [];
  const sync = import.meta.jest.spyOn(prototype, 'sync').mockImplementation(() => {
    seen.push(existsSync(folder));
    return Promise.resolve();
  });
  await replaceFolder(folder, { known, write: writing('a') });
  sync.mockRestore();
  expect(seen).toEqual([false, true]);
});
