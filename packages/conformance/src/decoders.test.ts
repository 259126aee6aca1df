import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { CaseResult } from './case-result.ts';
import { runConform } from './run-conform.ts';

let results: readonly CaseResult[] = [];

beforeAll(async () => {
  const found: CaseResult[] = [];
  const folders = ['mistral', 'llama'].map((name) => join(workspaceRoot(), 'fixtures', name));
  for await (const result of runConform(folders)) found.push(result);
  results = found;
}, 600_000);

test('every case of two decoders holds, and none is left out', () => {
  expect(results.filter(({ status }) => status !== 'holds')).toEqual([]);
});

test.each(['compiled', 'eager'])('what only decoders have is checked, %s', (mode) => {
  const names = [
    'generation: one prompt at a time',
    'generation: in a batch',
    'generation: stop at the end of the text',
    'hidden states',
    'loss',
    'gradients',
    'lora: losses',
    'lora: logits after training',
    'CKA of own representations with the last layer raw, position',
    'selection by own CKA with the last layer raw, position',
    'Fisher of W, summed over tokens: layers and weights',
    'Fisher of B, summed over tokens: layers and weights',
  ].map((name) => `${name}, ${mode}`);
  expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
});

test('every kind of adapter is checked on all linear maps of a layer', () => {
  const names = ['rslora', 'dora', 'pissa'].flatMap((run) =>
    ['compiled', 'eager'].map((mode) => `${run}: logits after merging, ${mode}`),
  );
  expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
});

test('losses summed over tokens are checked by the loop too', () => {
  expect(results.map(({ name }) => name)).toContain(
    'Fisher of B, summed over tokens: diagonal by the loop, eager',
  );
});
