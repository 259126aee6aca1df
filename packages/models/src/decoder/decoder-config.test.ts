import { findFamily } from '../families/families.ts';
import { openDecoder } from '../testing/decoder-fixtures.ts';
import { gemma } from '../gemma/model.ts';
import { llama } from '../llama/model.ts';
import { mistral } from '../mistral/model.ts';

const LLAMA = openDecoder('llama').config;

test('LLaMA without the optional fields has as many key as query heads and no scaling', () => {
  const { num_key_value_heads: _, head_dim: __, rope_theta: ___, ...bare } = LLAMA;
  expect(llama.readConfig(bare, 'config.json')).toMatchObject({
    numHeads: 4,
    numKeyValueHeads: 4,
    headSize: 8,
    isTied: false,
    activation: 'silu',
    slidingWindow: undefined,
    rope: { theta: 10000, scaling: { type: 'default' } },
  });
});

test('Gemma takes its activation from hidden_activation, not from hidden_act', () => {
  const { hidden_activation: _, ...published } = openDecoder('gemma').config;
  expect(gemma.readConfig({ ...published, hidden_act: 'gelu' }, 'config.json')).toMatchObject({
    activation: 'gelu_pytorch_tanh',
    isTied: true,
    headSize: 12,
  });
});

test('Mistral has 8 key heads where the file says nothing, and as many as query heads where it says null', () => {
  const { num_key_value_heads: _, ...bare } = openDecoder('mistral').config;
  const many = { ...bare, num_attention_heads: 16, hidden_size: 64, head_dim: 4 };
  expect(mistral.readConfig(many, 'config.json').numKeyValueHeads).toBe(8);
  const none = { ...many, num_key_value_heads: null };
  expect(mistral.readConfig(none, 'config.json').numKeyValueHeads).toBe(16);
  expect(findFamily('mistral')?.readSizes(none).maps['k_proj']?.outputs).toBe(64);
});

test('Mistral has a window of 4096 tokens unless the file says otherwise; null switches it off', () => {
  const { sliding_window: _, ...bare } = openDecoder('mistral').config;
  expect(mistral.readConfig(bare, 'config.json')).toMatchObject({ slidingWindow: 4096 });
  const without = mistral.readConfig({ ...bare, sliding_window: null }, 'config.json');
  expect(without.slidingWindow).toBeUndefined();
});

test.each([
  [{ attention_bias: true }, 'Expected "attention_bias" in config.json to be false or null, got true'],
  [{ mlp_bias: true }, 'Expected "mlp_bias" in config.json to be false or null, got true'],
  [{ num_key_value_heads: 3 }, 'a multiple of "num_key_value_heads", got 4 and 3'],
  [{ rms_norm_eps: 'small' }, 'Expected "rms_norm_eps" in config.json to be a number from 0 on, got "small"'],
  [
    { is_causal: false },
    'Expected "is_causal" in config.json to be true or null, got false, which is not supported',
  ],
  [
    { use_bidirectional_attention: true },
    '"use_bidirectional_attention" in config.json to be false or null, got true',
  ],
  [
    { layer_types: ['full_attention', 'sliding_attention'] },
    '"layer_types" in config.json to be "full_attention" in every layer',
  ],
  [{ sliding_window: 16 }, 'Expected "sliding_window" in config.json to be null, got 16'],
  [
    { partial_rotary_factor: 0.5 },
    'Expected "partial_rotary_factor" in config.json to be 1 or null, got 0.5',
  ],
  [{ head_dim: 7 }, 'Expected the size of a head ("head_dim") in config.json to be even, got 7.'],
  [
    { head_dim: null, num_attention_heads: 6, num_key_value_heads: 6 },
    '"hidden_size" in config.json to be a multiple of "num_attention_heads", got 32 and 6.',
  ],
  [
    { pad_token_id: 640 },
    'Expected "pad_token_id" in config.json to be below "vocab_size", got 640 and 640.',
  ],
  [{ num_hidden_layers: 1e308 }, 'a whole number from 1 to 10000, got 1e+308'],
])('refuses %o', (change, message) => {
  expect(() => llama.readConfig({ ...LLAMA, ...change }, 'config.json')).toThrow(message);
});

test('a negative padding id counts from the end of the vocabulary, as in PyTorch', () => {
  expect(llama.readConfig({ ...LLAMA, pad_token_id: -1 }, 'config.json').padId).toBe(639);
  expect(llama.readConfig({ ...LLAMA, pad_token_id: null }, 'config.json').padId).toBeUndefined();
});
