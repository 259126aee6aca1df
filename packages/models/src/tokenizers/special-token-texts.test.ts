import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@lamella/core';

import { readAdditionalSpecialTokens, readSpecialTokens } from './special-token-texts.ts';

type Json = Readonly<Record<string, unknown>>;

/** A folder's files, and what each generation of transformers reads from them (fixtures/tools/make_special_tokens.py). */
interface Case {
  readonly name: string;
  readonly family: string;
  readonly files: Readonly<Record<string, Json>>;
  readonly changes: Readonly<Record<string, Json>>;
  readonly expected: Readonly<Record<string, { readonly named: Json; readonly additional: string[] }>>;
  /** The version that counts where the newest one doesn't. */
  readonly follows?: string;
}

const fixtures = join(workspaceRoot(), 'fixtures');
const { cases } = JSON.parse(
  readFileSync(join(fixtures, 'special_tokens', 'special_tokens.json'), 'utf8'),
) as {
  cases: Case[];
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-special-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test.each(cases)('$name', ({ family, files, changes, expected, follows }) => {
  for (const file of ['config.json', 'tokenizer.json']) {
    const path = join(fixtures, family, file);
    const change = changes[file];
    if (change === undefined) cpSync(path, join(folder, file));
    else {
      const json: Json = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(join(folder, file), JSON.stringify({ ...json, ...change }));
    }
  }
  for (const [file, json] of Object.entries(files)) writeFileSync(join(folder, file), JSON.stringify(json));
  const column = follows ?? Object.keys(expected).find((key) => key.startsWith('5.')) ?? 'none';
  expect({
    named: readSpecialTokens(folder),
    additional: readAdditionalSpecialTokens(folder),
  }).toEqual(expected[column]);
});

test('a folder without the files', () => {
  expect([readSpecialTokens(folder), readAdditionalSpecialTokens(folder)]).toEqual([{}, []]);
});
