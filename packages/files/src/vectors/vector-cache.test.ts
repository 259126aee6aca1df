import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { VectorCache } from './vector-cache.ts';

const outer = mkdtempSync(join(tmpdir(), 'lamella-vectors-'));
afterAll(() => rmSync(outer, { recursive: true }));

const vector = new Float32Array([1, 2, 3, 4]);
const warnings: string[] = [];
let folder: string;
let stopHearing: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(outer, 'cache-'));
  warnings.length = 0;
  stopHearing = listenToWarnings((warning) => void warnings.push(warning));
});
afterEach(() => stopHearing());

function put(cache: VectorCache, key: string): void {
  const vectors = cache.begin(key, vector.byteLength);
  vectors?.append(1, vector);
  vectors?.publish();
  vectors?.close();
}

function read(cache: VectorCache, key: string): Float32Array | undefined {
  const vectors = cache.open(key);
  const found = vectors?.read(1);
  vectors?.close();
  return found;
}

const usedAt = (name: string, seconds: number): void => utimesSync(join(folder, name), seconds, seconds);

test('two that make the same publish the same, and each key finds its own', () => {
  const cache = new VectorCache({ folder: join(folder, 'new'), maxBytes: 2000 });
  expect(read(cache, 'a')).toBeUndefined();
  const both = [cache.begin('a', 16), cache.begin('a', 16)];
  for (const vectors of both) vectors?.append(1, vector);
  for (const vectors of both) vectors?.publish();
  for (const vectors of both) vectors?.close();
  expect(readdirSync(join(folder, 'new'))).toEqual(['a.vectors']);
  expect(read(cache, 'a')).toEqual(vector);
  expect(read(cache, 'b')).toBeUndefined();
  expect(warnings).toEqual([]);
});

test('those that were used least recently leave, and so does what was never finished', () => {
  const one = new VectorCache({ folder, maxBytes: 10_000 });
  for (const key of ['a', 'b', 'c']) put(one, key);
  const bytes = readFileSync(join(folder, 'a.vectors')).length;
  writeFileSync(join(folder, '.old.tmp'), '');
  writeFileSync(join(folder, '.new.tmp'), '');
  ['b.vectors', 'c.vectors', 'a.vectors', '.old.tmp'].forEach((name, i) => usedAt(name, 1000 + i));
  expect(read(one, 'b')).toEqual(vector);
  put(new VectorCache({ folder, maxBytes: 2 * bytes + 16 }), 'd');
  expect(readdirSync(folder).toSorted()).toEqual(['.new.tmp', 'a.vectors', 'b.vectors', 'd.vectors']);
});

test('what is larger than the limit is not begun, and nothing leaves for it', () => {
  put(new VectorCache({ folder, maxBytes: 1000 }), 'a');
  expect(new VectorCache({ folder, maxBytes: 15 }).begin('b', 16)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['a.vectors']);
});

test('a damaged file is removed with a word, when it is opened or when it is read', () => {
  const cache = new VectorCache({ folder, maxBytes: 1000 });
  const path = join(folder, 'a.vectors');
  for (const [place, change] of [
    [0, 1],
    [40, 1],
  ] as const) {
    put(cache, 'a');
    const bytes = readFileSync(path);
    bytes[place] = (bytes[place] ?? 0) ^ change;
    writeFileSync(path, bytes);
    expect(read(cache, 'a')).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  }
  expect(warnings).toEqual(
    [0, 1].map(() => `${path} is damaged: it is removed, and what it held is computed again.`),
  );
});

test('a folder that cannot be made is told of', () => {
  writeFileSync(join(folder, 'file'), '');
  const cache = new VectorCache({ folder: join(folder, 'file'), maxBytes: 1000 });
  expect(cache.begin('a', 16)).toBeUndefined();
  expect(cache.open('a')).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('nothing can be kept here, it is computed instead: ')]);
});
