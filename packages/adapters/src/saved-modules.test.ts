import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel } from '@lamella/models';
import { openPeft } from './testing/peft-fixtures.ts';
import { savedParameters } from './saved-modules.ts';

const roberta = openPeft('roberta').loadBase();
const llama = openPeft('llama').loadBase();
const llava = loadModel(join(workspaceRoot(), 'fixtures/llava'), { head: 'causal-lm' });
afterAll(() => [roberta, llama, llava].forEach((model) => model.dispose()));

const projector = ['linear_1.weight', 'linear_1.bias', 'linear_2.weight', 'linear_2.bias'].map(
  (name) => `multi_modal_projector.${name}`,
);

test.each([
  [
    'a head',
    roberta,
    ['classifier', 'score'],
    [
      'classifier.dense.weight',
      'classifier.dense.bias',
      'classifier.out_proj.weight',
      'classifier.out_proj.bias',
    ],
  ],
  ['nothing', roberta, ['score'], []],
  [
    'embeddings with an output of their own',
    llama,
    ['embed_tokens', 'lm_head'],
    ['model.embed_tokens.weight', 'lm_head.weight'],
  ],
  ['a newer name', llava, ['model.multi_modal_projector'], projector],
])('%s', (_, model, names, weights) => {
  expect(savedParameters(model, names).map(({ name }) => name)).toEqual(weights);
});

test('a name is the end of a path, of parts of a word too, as in PEFT', () => {
  const saved = savedParameters(llama, ['norm']).map(({ name }) => name);
  expect(saved).toContain('model.norm.weight');
  expect(saved).toContain('model.layers.0.input_layernorm.weight');
});

test('embeddings that the output shares are refused', () => {
  const gemma = openPeft('gemma').loadBase();
  expect(() => savedParameters(gemma, ['embed_tokens'])).toThrow(/which the gemma model's output shares/);
  gemma.dispose();
});
