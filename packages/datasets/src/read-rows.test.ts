import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { numberOf, readRows, textOf, textsOf } from './read-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-rows-'));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('the same rows from lines, zipped lines and a list', () => {
  const lines = '\uFEFF{"a": "x"}\r\n\n{"a": "y\u2028z"}\n';
  const expected = [{ a: 'x' }, { a: 'y\u2028z' }];
  for (const path of [
    write('rows.jsonl', lines),
    write('rows.jsonl.gz', gzipSync(lines)),
    write('rows.json', JSON.stringify(expected)),
  ]) {
    expect(readRows(path).map(({ fields }) => fields)).toEqual(expected);
  }
});

test('a row knows its line, blank ones counted', () => {
  const path = write('where.jsonl', '{}\n\n{}');
  expect(readRows(path).map(({ where }) => where)).toEqual([`${path}:1`, `${path}:3`]);
});

test.each([
  ['broken.jsonl', '{"a": 1}\n{"a": ', /^Expected an object in JSON at .*broken\.jsonl:2: /],
  ['list.jsonl', '[1]', /^Expected an object at .*list\.jsonl:1, got \[1\]\.$/],
  ['empty.jsonl', '\n', /^Expected at least one row in .*empty\.jsonl, got none\.$/],
  ['object.json', '{}', /^Expected a list of objects in .*object\.json, got object\.$/],
  ['texts.json', '[{}, "x"]', /^Expected an object at .*texts\.json, row 2, got "x"\.$/],
  [
    'plain.jsonl.gz',
    '{}',
    /^Expected rows \(JSON Lines\) at .*plain\.jsonl\.gz, could not read it: incorrect header/,
  ],
])('%s is an error', (name, content, message) => {
  const path = write(name, content);
  expect(() => readRows(path)).toThrow(message);
});

test('a missing file is an error', () => {
  const path = join(folder, 'missing.jsonl');
  expect(() => readRows(path)).toThrow(
    `Expected rows (JSON Lines) at ${path}, could not read it: Cannot read ${path}: no such file or folder`,
  );
});

test('fields are checked', () => {
  const row = { fields: { text: 'x', texts: ['y'], number: 3, mixed: ['y', 1] }, where: 'f:1' };
  expect([textOf(row, 'text'), textsOf(row, 'texts'), numberOf(row, 'number')]).toEqual(['x', ['y'], 3]);
  expect(textsOf(row, 'absent', true)).toEqual([]);
  expect(() => textOf(row, 'txt')).toThrow(
    'Expected "txt" to be a text at f:1: no such field (fields: text, texts, number, mixed).',
  );
  expect(() => textsOf(row, 'mixed')).toThrow('Expected "mixed" to be a list of texts at f:1, got ["y",1].');
  expect(() => textsOf(row, 'absent')).toThrow(
    'Expected "absent" to be a list of texts at f:1: no such field',
  );
  expect(() => numberOf(row, 'text')).toThrow('Expected "text" to be a whole number at f:1, got "x".');
});
