import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel } from '@lamella/models';
import { openPeft } from '../testing/peft-fixtures.ts';
import { toPeftConfig } from './adapter-config.ts';
import { readAdapterConfig } from './read-adapter-config.ts';

const model = openPeft('roberta').loadBase();
afterAll(() => model.dispose());

const lora = {
  kind: 'lora',
  layers: [1, 3],
  targets: ['query'],
  rank: 4,
  alpha: 8,
  dropout: 0.1,
  seed: 7,
} as const;
const peft = {
  peft_type: 'LORA',
  r: 4,
  lora_alpha: 8,
  lora_dropout: 0.1,
  target_modules: ['query'],
  layers_to_transform: [1, 3],
  modules_to_save: ['classifier', 'score'],
};
const read = (fields: object) => readAdapterConfig({ ...peft, ...fields }, model, 'a file');

test('a name that PEFT would match twice is written as full paths', () => {
  expect(toPeftConfig(model, lora, { baseModel: 'base' })).toMatchObject({
    target_modules: ['query'],
    layers_to_transform: [1, 3],
    modules_to_save: ['classifier', 'score'],
    task_type: 'SEQ_CLS',
    base_model_name_or_path: 'base',
  });
  expect(toPeftConfig(model, { ...lora, targets: ['output.dense'] }, { baseModel: 'base' })).toMatchObject({
    target_modules: ['roberta.encoder.layer.1.output.dense', 'roberta.encoder.layer.3.output.dense'],
    layers_to_transform: null,
  });
  const both = { ...lora, targets: ['output.dense', 'attention.output.dense'] };
  expect(toPeftConfig(model, both, { baseModel: 'base' })).toMatchObject({
    target_modules: both.targets,
    layers_to_transform: [1, 3],
  });
});

test.each([
  [{ use_rslora: true }, { useRslora: true }],
  [{ use_dora: true }, { useDora: true }],
  [{ init_lora_weights: 'pissa' }, { init: 'pissa' }],
  [{ init_lora_weights: 'pissa_niter_16' }, { init: 'pissa_niter_16' }],
  [{ init_lora_weights: 'gaussian' }, {}],
  [{ init_lora_weights: false }, {}],
  [{ bias: 'lora_only' }, { bias: 'lora_only' }],
  [{ modules_to_save: null, task_type: null }, { savedModules: [] }],
  [
    { modules_to_save: ['classifier', 'LayerNorm'], task_type: null },
    { savedModules: ['classifier', 'LayerNorm'] },
  ],
  [
    { rank_pattern: { 'layer.1.attention.self.query': 2 }, alpha_pattern: { query: 4 } },
    { rankPattern: { 'layer.1.attention.self.query': 2 }, alphaPattern: { query: 4 } },
  ],
])('%j is read as %j, and written back', (fields, settings) => {
  const config = read(fields);
  expect(config).toEqual({ ...lora, seed: 0, ...settings });
  const written = toPeftConfig(model, config, { baseModel: 'base' });
  const { init_lora_weights: init } = { init_lora_weights: true, ...fields };
  expect(written).toMatchObject({
    ...fields,
    init_lora_weights: typeof init === 'string' && init !== 'gaussian' ? init : true,
  });
});

test('where transformers has renamed modules, whole paths and keys are written by both names', () => {
  const llava = loadModel(join(workspaceRoot(), 'fixtures/llava'), { head: 'causal-lm' });
  const ours = 'language_model.model.layers.1.self_attn.q_proj';
  const newer = 'model.language_model.layers.1.self_attn.q_proj';
  const config = { ...lora, layers: [1], targets: ['q_proj'], rankPattern: { [ours]: 2, q_proj: 3 } };
  const written = toPeftConfig(llava, config, { baseModel: 'base' });
  // By its name alone, the image encoder's projection would be found too.
  expect(written).toMatchObject({ target_modules: [ours, newer], layers_to_transform: null });
  expect(Object.entries(written['rank_pattern'] as object)).toEqual([
    [ours, 2],
    [newer, 2],
    ['q_proj', 3],
  ]);
  const gate = toPeftConfig(
    llava,
    { ...config, targets: ['gate_proj'], rankPattern: { gate_proj: 1 } },
    { baseModel: 'base' },
  );
  expect(gate).toMatchObject({ target_modules: ['gate_proj'], rank_pattern: { gate_proj: 1 } });
  llava.dispose();
});
