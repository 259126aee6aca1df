import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readJsonFile } from './read-json-file.ts';

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
    `${path}:4:1: not valid JSON: expected a key in quotes, found "}\\n".`,
  );
});

test('says that there is no file', () => {
  expect(() => readJsonFile(join(folder, 'y.json'))).toThrow(/Cannot read .*y\.json: no such file or folder/);
});
