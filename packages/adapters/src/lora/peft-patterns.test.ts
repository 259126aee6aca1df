import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel } from '@lamella/models';
import { openPeft } from '../testing/peft-fixtures.ts';
import { fromPeftPattern, toPeftPattern } from './peft-patterns.ts';

const llava = loadModel(join(workspaceRoot(), 'fixtures/llava'), { head: 'causal-lm' });
const llama = openPeft('llama').loadBase();
afterAll(() => [llava, llama].forEach((model) => model.dispose()));

const ours = (layer: number): string => `language_model.model.layers.${layer}.self_attn.q_proj`;
const newer = (layer: number): string => `model.language_model.layers.${layer}.self_attn.q_proj`;

test.each([
  [
    'both names have the end',
    { q_proj: 1, 'layers.1.self_attn.q_proj': 2 },
    { q_proj: 1, 'layers.1.self_attn.q_proj': 2 },
  ],
  ['a newer path', { [newer(1)]: 2 }, { [ours(1)]: 2 }],
  ['both paths', { [ours(1)]: 2, [newer(1)]: 2, q_proj: 1 }, { [ours(1)]: 2, q_proj: 1 }],
  ['an end that newer paths alone have', { 'language_model.layers.2.self_attn.q_proj': 2 }, { [ours(2)]: 2 }],
  ['nothing', { v_proj: 2, 'layers.9.self_attn.q_proj': 1 }, {}],
])('read from a file: %s', (_, pattern, expected) => {
  expect(Object.entries(fromPeftPattern(pattern, llava, ['q_proj']))).toEqual(Object.entries(expected));
});

test.each([
  ['an end', { q_proj: 1 }, { q_proj: 1 }],
  ['a path', { [ours(1)]: 2, q_proj: 1 }, { [ours(1)]: 2, [newer(1)]: 2, q_proj: 1 }],
  ['an end of ours alone', { 'model.layers.3.self_attn.q_proj': 2 }, { [ours(3)]: 2, [newer(3)]: 2 }],
])('written to a file: %s', (_, pattern, expected) => {
  expect(Object.entries(toPeftPattern(pattern, llava, ['q_proj']))).toEqual(Object.entries(expected));
});

test('where nothing was renamed, keys stay', () => {
  const pattern = { 'model.layers.1.self_attn.q_proj': 2 };
  expect(toPeftPattern(pattern, llama, ['q_proj'])).toEqual(pattern);
});
