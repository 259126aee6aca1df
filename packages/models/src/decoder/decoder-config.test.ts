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

test('Mistral has a window of 4096 tokens unless the file says otherwise; null switches it off', () => {
  const { sliding_window: _, ...bare } = openDecoder('mistral').config;
  expect(mistral.readConfig(bare, 'config.json')).toMatchObject({ slidingWindow: 4096 });
  const without = mistral.readConfig({ ...bare, sliding_window: null }, 'config.json');
  expect(without.slidingWindow).toBeUndefined();
});

test.each([
  [{ attention_bias: true }, 'Expected "attention_bias" in config.json to be false, found true'],
  [{ mlp_bias: true }, 'Expected "mlp_bias" in config.json to be false, found true'],
  [{ num_key_value_heads: 3 }, 'a multiple of "num_key_value_heads", found 4 and 3'],
  [{ rms_norm_eps: 'small' }, 'Expected "rms_norm_eps" in config.json to be a number, found "small"'],
])('refuses %o', (change, message) => {
  expect(() => llama.readConfig({ ...LLAMA, ...change }, 'config.json')).toThrow(message);
});
