import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CachedVectors, VectorCache } from '@lamella/files';
import { StatesInFile, StatesInMemory } from './prefix-states.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-states-'));
afterAll(() => rmSync(folder, { recursive: true }));

const states = (id: number): Float32Array => new Float32Array([id, id + 0.5]);
const files = new VectorCache({ folder, maxBytes: 1e6 });
const begin = (): CachedVectors => files.begin('key', 16) as CachedVectors;

test.each([
  ['memory', () => new StatesInMemory()],
  ['a file', () => new StatesInFile(begin(), 3)],
])('states in %s are there once they are set', (_, make) => {
  const kept = make();
  expect([kept.has(4), kept.get(4)]).toEqual([false, undefined]);
  kept.set(4, states(4));
  kept.set(0, states(0));
  expect([kept.size, kept.has(4), kept.get(4), kept.get(0)]).toEqual([2, true, states(4), states(0)]);
  kept.dispose();
});

test('a file is there for others once it holds all', () => {
  const kept = new StatesInFile(begin(), 2);
  kept.set(0, states(0));
  expect(files.open('key')).toBeUndefined();
  kept.set(1, states(1));
  const vectors = files.open('key') as CachedVectors;
  const found = new StatesInFile(vectors, 2);
  expect([found.size, found.get(1)]).toEqual([2, states(1)]);
  found.dispose();
  kept.dispose();
  expect(readdirSync(folder)).toEqual(['key.vectors']);
});
