import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VectorFile } from './vector-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-vectors-'));
const path = join(folder, 'some.vectors');
afterAll(() => rmSync(folder, { recursive: true }));

const vectors = new Map([
  [7, new Float32Array([1, -0, NaN, 1e-40])],
  [0, new Float32Array([])],
  [3, new Float32Array([0.1, Infinity])],
]);

function write(): void {
  const file = VectorFile.begin(openSync(path, 'w+'));
  for (const [id, vector] of vectors) {
    file.append(id, vector);
    expect(file.read(id)).toEqual(vector);
  }
  file.finish('key');
  file.close();
}

const open = (key = 'key'): VectorFile | undefined => VectorFile.open(openSync(path, 'r'), key);

test('vectors come back to the bit, and what is not there is undefined', () => {
  write();
  const file = open();
  expect(file?.size).toBe(3);
  for (const [id, vector] of vectors) expect(file?.read(id)).toEqual(vector);
  expect(file?.has(1)).toBe(false);
  expect(file?.read(1)).toBeUndefined();
  file?.close();
});

test('a file of another key, one that ends early and one with a changed table are not opened', () => {
  write();
  const whole = readFileSync(path);
  expect(open('other')).toBeUndefined();
  for (const length of [0, 5, 24, whole.length - 9, whole.length - 1]) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    expect(open()).toBeUndefined();
  }
  const changed = Buffer.from(whole);
  changed[changed.indexOf('"key"') + 8] = 'x'.charCodeAt(0);
  writeFileSync(path, changed);
  expect(open()).toBeUndefined();
});

test('a changed bit of a vector takes that vector alone', () => {
  write();
  const changed = readFileSync(path);
  changed[2] = (changed[2] ?? 0) ^ 1;
  writeFileSync(path, changed);
  const file = open();
  expect(file?.read(7)).toBeUndefined();
  expect(file?.has(7)).toBe(false);
  expect(file?.read(3)).toEqual(vectors.get(3));
});
