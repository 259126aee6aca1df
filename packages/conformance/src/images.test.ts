import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { CaseResult } from './case-result.ts';
import { runConform } from './run-conform.ts';

let results: readonly CaseResult[] = [];

beforeAll(async () => {
  const found: CaseResult[] = [];
  for await (const result of runConform([join(workspaceRoot(), 'fixtures', 'llava')])) found.push(result);
  results = found;
}, 600_000);

test('every case of a model that reads images holds, and none is left out', () => {
  expect(results.filter(({ status }) => status !== 'holds')).toEqual([]);
});

test('the image files become the reference’s numbers, to the last bit', () => {
  expect(results.find(({ name }) => name === 'images to pixel values')).toMatchObject({ error: 0 });
});

test.each(['compiled', 'eager'])('what depends on images is checked, %s', (mode) => {
  const names = [
    'hidden states of images',
    'features of images',
    'hidden states',
    'gradients',
    'generation: in a batch',
    'lora_random: gradients',
    'lora: losses',
    'lora: logits after merging',
    'lora_adapter: logits of the loaded adapter',
    'CKA of own representations, position',
    'CKA of own representations, mean',
    'Fisher of W: layers and weights',
    'Fisher of B, summed over tokens: layers and weights',
  ].map((name) => `${name}, ${mode}`);
  expect(results.map(({ name }) => name)).toEqual(expect.arrayContaining([...names, 'reference texts']));
});
