import { EXAMPLE_CALIBRATION } from '../testing/example-calibration.ts';
import { TINY_CONFIG } from '../testing/tiny-steps.ts';
import { readModelShape } from '../model-shape.ts';
import { modelCost, readLayers } from './model-cost.ts';
import { makePredictor } from './predict-costs.ts';

test('a decoder in bfloat16: what is assumed is said, and fewer layers cost less', () => {
  const config = {
    ...{ model_type: 'llama', num_hidden_layers: 3, hidden_size: 16, num_attention_heads: 2, vocab_size: 50 },
    ...{ num_key_value_heads: 1, intermediate_size: 24, tie_word_embeddings: true, rms_norm_eps: 1e-6 },
    ...{ hidden_act: 'silu', max_position_embeddings: 64 },
  };
  const model = { config, shape: readModelShape(config) };
  const costOf = makePredictor(EXAMPLE_CALIBRATION, 0);
  const options = {
    rank: 2,
    targets: ['q_proj', 'down_proj'],
    batchSize: 2,
    maxLength: 8,
    precision: 'bfloat16',
  } as const;
  const last = modelCost(model, { ...options, layers: '001' }, costOf);
  expect(last).toMatchObject({
    layers: [2],
    isAtMost: false,
    batchSize: 2,
    maxLength: 8,
    precision: 'bfloat16',
  });
  const first = modelCost(model, { ...options, layers: '1' }, costOf);
  expect(first).toMatchObject({ layers: [0], isAtMost: true });
  expect(first.cpuSeconds).toBeGreaterThan(last.cpuSeconds);
  const quantized = modelCost(model, { ...options, layers: '1', quantization: 'nf4' }, costOf);
  expect(quantized.quantization).toBe('nf4');
  expect(quantized.cpuSeconds).toBeGreaterThan(first.cpuSeconds);
  const again = modelCost(model, { ...options, layers: '1', checkpoint: true }, costOf);
  expect(again.checkpoint).toBe(true);
  expect(again.cpuSeconds).toBeGreaterThan(first.cpuSeconds);
});

test('an encoder with all layers, unless said otherwise', () => {
  const model = { config: TINY_CONFIG, shape: readModelShape(TINY_CONFIG) };
  const costOf = makePredictor(EXAMPLE_CALIBRATION, 0);
  const options = { rank: 2, targets: ['query'], maxLength: 16 };
  expect(modelCost(model, options, costOf)).toMatchObject({
    ...{ layers: [0, 1, 2], isAtMost: false, batchSize: 8, maxLength: 16, precision: 'float32' },
  });
});

test('layers by number from the lowest, or as ones and zeros', () => {
  expect(readLayers('2', 4)).toEqual([0, 1]);
  expect(readLayers('0101', 4)).toEqual([1, 3]);
  expect(readLayers('10', 2)).toEqual([0]);
  expect(readLayers('10', 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('anything else is an error', () => {
  const message = 'Expected --layers to be a number from 1 to 4, or 4 ones and zeros, got';
  expect(() => readLayers('5', 4)).toThrow(`${message} "5".`);
  expect(() => readLayers('0110110', 4)).toThrow(`${message} "0110110".`);
});
