import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readJsonFile, readJsonObject } from './read-json-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-json-'));
const path = join(folder, 'x.json');
afterAll(() => rmSync(folder, { recursive: true }));

test('reads JSON, with a byte-order mark too', () => {
  writeFileSync(path, '\uFEFF{"a": [1, "é"]}');
  expect(readJsonFile(path)).toEqual({ a: [1, 'é'] });
});

test('says where a file is not JSON', () => {
  writeFileSync(path, '{\n  "a": 1,\n  "b": 2,\n}\n');
  expect(() => readJsonFile(path)).toThrow(
    `${path}:4:1: not valid JSON: expected a key in quotes, got "}\\n".`,
  );
});

test('an object is asked for', () => {
  writeFileSync(path, '{"a": 1}');
  expect(readJsonObject(path)).toEqual({ a: 1 });
  for (const text of ['null', '[1]']) {
    writeFileSync(path, text);
    expect(() => readJsonObject(path)).toThrow(`Expected a JSON object in ${path}, got ${text}.`);
  }
});

test('says that there is no file', () => {
  expect(() => readJsonFile(join(folder, 'y.json'))).toThrow(/Cannot read .*y\.json: no such file or folder/);
});

test('a file that is far too large is not read', () => {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40); // takes no room on the disk
  expect(() => readJsonFile(path)).toThrow(
    `Expected at most 268435456 bytes of JSON in ${path}, got 1099511627776.`,
  );
});

test('a pipe, which nobody may write to, is not waited for', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readJsonFile(pipe)).toThrow(`Expected a file at ${pipe}, got a pipe, a socket or a device.`);
});
