import { openPeft } from '../testing/peft-fixtures.ts';
import { readAdapterConfig } from './read-adapter-config.ts';

const model = openPeft('roberta').loadBase();
const decoder = openPeft('gemma').loadBase();
afterAll(() => [model, decoder].forEach((each) => each.dispose()));

const peft = {
  peft_type: 'LORA',
  r: 4,
  lora_alpha: 8,
  target_modules: ['query'],
  layers_to_transform: [1, 3],
  modules_to_save: ['classifier', 'score'],
};
const read = (fields: object) => readAdapterConfig({ ...peft, ...fields }, model, 'a file');

/** Fields that change nothing, as the newest PEFT writes them. */
const NEUTRAL = {
  alora_invocation_tokens: null,
  arrow_config: null,
  auto_mapping: null,
  base_model_name_or_path: 'x',
  corda_config: null,
  ensure_weight_tying: false,
  eva_config: null,
  exclude_modules: [],
  fan_in_fan_out: false,
  inference_mode: true,
  kasa_config: null,
  layer_replication: null,
  layers_pattern: null,
  loftq_config: {},
  lora_bias: false,
  lora_ga_config: null,
  megatron_config: null,
  megatron_core: 'megatron.core',
  monteclora_config: null,
  peft_version: '0.21.2',
  qalora_group_size: 16,
  revision: null,
  target_parameters: null,
  trainable_token_indices: null,
  use_bdlora: null,
  use_qalora: false,
  velora_config: null,
};

test('what the newest PEFT writes is read', () => {
  expect(read(NEUTRAL)).toEqual(read({}));
});

test('missing fields have PEFT’s defaults', () => {
  const config = readAdapterConfig({ peft_type: 'LORA', target_modules: ['q_proj'] }, decoder, 'a file');
  expect(config).toMatchObject({ rank: 8, alpha: 8, dropout: 0, layers: [0, 1, 2, 3] });
});

test('keys of patterns that stand for no adapted module are left out, as PEFT does', () => {
  const config = read({ rank_pattern: { key: 2, query: 3 }, alpha_pattern: { nothing: 2 } });
  expect(config).toMatchObject({ rankPattern: { query: 3 } });
  expect(config).not.toHaveProperty('alphaPattern');
});

test.each([
  ['alora_invocation_tokens', [1, 2]],
  ['arrow_config', { top_k: 2 }],
  ['kasa_config', { beta: 1 }],
  ['layer_replication', [[0, 2]]],
  ['lora_bias', true],
  ['megatron_config', {}],
  ['monteclora_config', { num_samples: 8 }],
  ['target_parameters', ['experts.weight']],
  ['trainable_token_indices', [3]],
  ['use_bdlora', { nblocks: 2 }],
  ['use_qalora', true],
  ['velora_config', { num_groups: 2 }],
])('%s is refused by its name', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(`Expected "${name}" in a file to be null`);
});

test.each([
  [{ peft_type: 'LOHA' }, 'Expected "peft_type" in a file to be "LORA" or "VERA", got "LOHA".'],
  [{ use_rslorra: true }, 'Unknown field "use_rslorra" in a file. Did you mean "use_rslora"?'],
  [{ r: '4' }, 'Expected "r" in a file to be a positive integer, got "4".'],
  [{ use_dora: 'true' }, 'Expected "use_dora" in a file to be true or false, got "true".'],
  [
    { rank_pattern: { query: '2' } },
    'Expected "rank_pattern" in a file to be an object of numbers, got {"query":"2"}.',
  ],
  [
    { target_modules: null },
    'Expected "target_modules" in a file to be a list of names or a regular expression, got null.',
  ],
  [
    { bias: 'all' },
    'Expected "bias" in a file to be "none" or "lora_only" (other trained biases are not supported), got "all".',
  ],
  [
    { init_lora_weights: 'olora' },
    'Expected "init_lora_weights" in a file to be a boolean, "gaussian", "orthogonal", "eva", "pissa" or "pissa_niter_" and a number, got "olora", which is not supported.',
  ],
  [
    { modules_to_save: ['query'] },
    'Expected modules_to_save of a file to be other modules than target_modules, got roberta.encoder.layer.1.attention.self.query among both.',
  ],
])('%j is refused', (fields, message) => {
  expect(() => read(fields)).toThrow(message);
});

test('embeddings that the output shares are not saved beside it', () => {
  const fields = { ...peft, target_modules: ['q_proj'], modules_to_save: ['embed_tokens'] };
  expect(() => readAdapterConfig(fields, decoder, 'a file')).toThrow(
    "Expected modules_to_save of weights of their own, got model.embed_tokens.weight, which the gemma model's output shares: that is not supported.",
  );
});
