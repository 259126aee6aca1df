import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLinesTail } from './json-lines-tail.ts';

let root: string;
let path: string;
let tail: JsonLinesTail;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-tail-'));
  path = join(root, 'lines.jsonl');
  tail = new JsonLinesTail(path);
});
afterEach(() => rmSync(root, { recursive: true }));

test('gives what has been added, and lines when they are whole', () => {
  expect(tail.read()).toBeUndefined();
  writeFileSync(path, '{"a":1}\n{"a"');
  expect(tail.read()).toEqual({ values: [{ a: 1 }], isNew: true });
  expect(tail.read()).toEqual({ values: [], isNew: false });
  const bytes = Buffer.from(':"ö"}\n3\n');
  appendFileSync(path, bytes.subarray(0, 3)); // in the middle of a character
  expect(tail.read()).toEqual({ values: [], isNew: false });
  appendFileSync(path, bytes.subarray(3));
  expect(tail.read()).toEqual({ values: [{ a: 'ö' }, 3], isNew: false });
});

test('a line that is no JSON is left out', () => {
  writeFileSync(path, '1\n{"a":\n2\n');
  expect(tail.read()?.values).toEqual([1, 2]);
});

test('another file in its place, or one that is shorter, is read from its start', () => {
  writeFileSync(path, '1\n2\n');
  tail.read();
  writeFileSync(join(root, 'other'), '3\n4\n5\n');
  renameSync(join(root, 'other'), path);
  expect(tail.read()).toEqual({ values: [3, 4, 5], isNew: true });
  truncateSync(path, 2);
  expect(tail.read()).toEqual({ values: [3], isNew: true });
});
