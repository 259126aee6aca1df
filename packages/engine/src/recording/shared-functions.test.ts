import { randomUUID } from 'node:crypto';
import type { Binding } from '../native/binding.ts';
import { acquireFunction, releaseFunction } from './shared-functions.ts';

const acquire = (digest: string, make: () => string): string =>
  acquireFunction({ digest, numOperations: 1024 }, make);

const removed: string[] = [];
const binding = { removeFunction: (name: string) => void removed.push(name) } as unknown as Binding;
const never = (): string => {
  throw new Error('Expected a function that is there');
};
/** Digests that other tests of this process don't have. */
const digests = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

beforeEach(() => void removed.splice(0));

test('a function is made once, for users beside each other and one after the other', () => {
  const [digest = ''] = digests(1);
  expect(acquire(digest, () => 'first')).toBe('first');
  expect(acquire(digest, never)).toBe('first');
  releaseFunction(binding, digest);
  releaseFunction(binding, digest);
  expect(acquire(digest, never)).toBe('first');
  releaseFunction(binding, digest);
  expect(removed).toEqual([]);
});

test('of those that nobody uses, the latest of 8,192 ops in all are kept', () => {
  const all = digests(14);
  for (const digest of all) acquire(digest, () => digest);
  const [inUse = ''] = all;
  for (const digest of all.slice(1)) releaseFunction(binding, digest);
  const left = all.slice(-8);
  // Earlier tests have left one, which goes first.
  expect(removed.filter((name) => all.includes(name))).toEqual(all.slice(1, -8));
  expect(acquire(inUse, never)).toBe(inUse);
  for (const digest of left) expect(acquire(digest, never)).toBe(digest);
});

test('what could not be made is made anew', () => {
  const [digest = ''] = digests(1);
  const fail = (): string => {
    throw new Error('no such op');
  };
  expect(() => acquire(digest, fail)).toThrow('no such op');
  expect(acquire(digest, () => 'second')).toBe('second');
});

test('a function is given back as often as it is taken', () => {
  const [digest = ''] = digests(1);
  acquire(digest, () => 'once');
  releaseFunction(binding, digest);
  expect(() => releaseFunction(binding, digest)).toThrow('Expected a function that is in use');
});
