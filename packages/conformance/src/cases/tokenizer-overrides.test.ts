import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { tokenizerOverrideCases } from './tokenizer-overrides.ts';

const reference = join(workspaceRoot(), 'fixtures', 'tokenizer_overrides');

test('the reference holds, and hardly any folder is refused', async () => {
  const outcomes = await tokenizerOverrideCases(reference);
  expect(outcomes).toHaveLength(12);
  expect(outcomes.filter(({ status }) => status !== 'holds')).toEqual([]);
  const refused = outcomes.map(({ detail }) => Number(/; (\d+) of \d+ folders refused$/.exec(detail)?.[1]));
  expect(refused.reduce((sum, each) => sum + each, 0)).toBeLessThan(20);
});

test('one id that differs is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-overrides-'));
  cpSync(reference, folder, { recursive: true });
  const path = join(folder, 'cases-4.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"singles":\[\[(\d+)/, '"singles":[[1$1'));
  const outcomes = await tokenizerOverrideCases(folder);
  rmSync(folder, { recursive: true });
  expect(outcomes.filter(({ status }) => status === 'fails')).toHaveLength(1);
});
