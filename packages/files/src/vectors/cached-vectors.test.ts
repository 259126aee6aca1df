import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { CachedVectors, removeFile } from './cached-vectors.ts';
import { VectorFile } from './vector-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-vectors-'));
const [path, target] = [join(folder, 'growing'), join(folder, 'published')];
afterAll(() => rmSync(folder, { recursive: true }));

const begin = (flags = 'w+'): CachedVectors =>
  new CachedVectors(VectorFile.begin(openSync(path, flags)), { key: 'k', target, path });

test('others find them from when they are published on, and they stay readable', () => {
  const vectors = begin();
  vectors.append(1, new Float32Array([5]));
  expect(existsSync(target)).toBe(false);
  vectors.publish();
  expect([existsSync(target), existsSync(path)]).toEqual([true, false]);
  vectors.append(2, new Float32Array([6]));
  expect([vectors.read(1), vectors.read(2), vectors.size]).toEqual([new Float32Array([5]), undefined, 1]);
  vectors.close();
  expect(existsSync(target)).toBe(true);
  removeFile(target);
});

test('what is not published is removed in the end', () => {
  const vectors = begin();
  vectors.append(1, new Float32Array([5]));
  vectors.close();
  expect([existsSync(target), existsSync(path)]).toEqual([false, false]);
});

test('what cannot be written is told of once, and is not there', () => {
  writeFileSync(path, '');
  const warnings: string[] = [];
  const end = listenToWarnings((warning) => void warnings.push(warning));
  const vectors = begin('r');
  for (const id of [1, 2]) vectors.append(id, new Float32Array([id]));
  vectors.publish();
  vectors.close();
  end();
  expect([vectors.size, vectors.has(1), existsSync(target)]).toEqual([0, false, false]);
  expect(warnings).toEqual([
    expect.stringContaining(`${target} can't be written, what is missing is computed again: `),
  ]);
});
