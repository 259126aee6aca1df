import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { claimPartialFile, releasePartialFile } from './partial-file.ts';

let folder: string;
let blob: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamella-partial-'));
  blob = join(folder, 'abc');
});
afterEach(() => rm(folder, { recursive: true }));

const own = (): string => `${blob}.${hostname()}.${process.pid}.incomplete`;
const never = (): boolean => false;

async function leave(name: string, ageMs: number): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, 'part');
  const time = new Date(Date.now() - ageMs);
  await utimes(path, time, time);
}

test('a new file is empty and carries the name of this process', async () => {
  expect(await claimPartialFile(blob, never)).toBe(own());
  expect((await stat(own())).size).toBe(0);
});

test('nothing is claimed when the blob is there', async () => {
  expect(await claimPartialFile(blob, () => true)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('a released file is continued at once', async () => {
  await claimPartialFile(blob, never);
  await writeFile(own(), 'part');
  await releasePartialFile(own(), blob);
  expect(await readdir(folder)).toEqual(['abc.incomplete']);
  expect(await claimPartialFile(blob, never)).toBe(own());
  expect(await readFile(own(), 'utf8')).toBe('part');
});

test('releasing a file that was put in place does nothing', async () => {
  await releasePartialFile(own(), blob);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['abc.incomplete', 61_000],
  ['abc.other-host.1.incomplete', 601_000],
  [`abc.${hostname()}.${process.ppid}.incomplete`, 601_000],
])('%s is taken over when it has been idle for %i ms', async (name, ageMs) => {
  await leave(name, ageMs);
  expect(await claimPartialFile(blob, never)).toBe(own());
  expect(await readdir(folder)).toEqual([basename(own())]);
  expect(await readFile(own(), 'utf8')).toBe('part');
  expect(Date.now() - (await stat(own())).mtimeMs).toBeLessThan(10_000);
});

test.each([
  ['abc.incomplete', 50_000],
  ['abc.other-host.1.incomplete', 590_000],
  [`abc.${hostname()}.${process.ppid}.incomplete`, 590_000],
])('%s is waited for when it has been idle for %i ms', async (name, ageMs) => {
  await leave(name, ageMs);
  let questions = 0;
  expect(await claimPartialFile(blob, () => ++questions > 2)).toBeUndefined();
  expect(await readdir(folder)).toEqual([name]);
});

test('the partial file of another blob is none of this one', async () => {
  await leave('abcd.incomplete', 0);
  expect(await claimPartialFile(blob, never)).toBe(own());
});
