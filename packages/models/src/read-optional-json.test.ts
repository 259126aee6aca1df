import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptionalJson } from './read-optional-json.ts';

test('an object is read, a missing file is an empty one, anything else an error', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lamella-json-')), 'a.json');
  expect(readOptionalJson(path)).toEqual({});
  writeFileSync(path, '{"a": 1}');
  expect(readOptionalJson(path)).toEqual({ a: 1 });
  writeFileSync(path, '[1]');
  expect(() => readOptionalJson(path)).toThrow(`Expected a JSON object in ${path}, got [1].`);
});
