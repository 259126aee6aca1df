import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextsFile } from './read-texts-file.ts';

const path = join(mkdtempSync(join(tmpdir(), 'lamella-texts-')), 'texts.jsonl');

function read(content: string): ReturnType<typeof readTextsFile> {
  writeFileSync(path, content);
  return readTextsFile(path);
}

describe('readTextsFile', () => {
  test('reads strings and pairs, and skips blank lines', () => {
    expect(read('"one"\r\n\n["two", "three\\n"]\n')).toEqual([
      { id: 0, text: 'one', label: 0 },
      { id: 1, text: 'two', pair: 'three\n', label: 0 },
    ]);
  });

  test.each(['7', '["a"]', '["a", "b", "c"]', '["a", 1]', '{"text": "a"}', 'null'])('refuses %s', (line) => {
    expect(() => read(`"one"\n${line}\n`)).toThrow(
      `Expected a string or a pair of strings at ${path}:2, got ${line}.`,
    );
  });

  test('refuses what is no JSON, shown shortened', () => {
    const line = 'plain text '.repeat(9);
    expect(() => read(line)).toThrow(
      `Expected a string or a pair of strings in JSON at ${path}:1, got ${line.slice(0, 57)}....`,
    );
  });

  test('an empty and a missing file are errors', () => {
    expect(() => read('\n')).toThrow(`Expected at least one text in ${path}, got none.`);
    expect(() => readTextsFile(`${path}.gz`)).toThrow(`Expected a file of texts (JSON Lines) at ${path}.gz`);
  });
});
