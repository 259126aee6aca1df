import { Dropout, tf } from '@lamella/engine';
import { readJsonFile } from '@lamella/files';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, loadModel } from '../load-model.ts';
import { saveModel } from '../save-model.ts';
import { openDecoder } from '../testing/decoder-fixtures.ts';
import { qwen2 } from './model.ts';

const { folder, config, inputs } = openDecoder('qwen2');
const readConfig = (change: object): ReturnType<typeof qwen2.readConfig> =>
  qwen2.readConfig({ ...config, ...change }, 'config.json');

test('query, key and value alone have biases', () => {
  const model = loadModel(folder, { head: 'causal-lm' });
  const names = [...model.parameters.keys()].filter((name) => name.endsWith('.bias'));
  model.dispose();
  expect(names.filter((name) => name.startsWith('model.layers.0.'))).toEqual(
    ['q_proj', 'k_proj', 'v_proj'].map((name) => `model.layers.0.self_attn.${name}.bias`),
  );
});

test('what transformers takes for fields that are left out', () => {
  const { num_key_value_heads: _, tie_word_embeddings: __, rope_theta: ___, ...bare } = config;
  expect(
    qwen2.readConfig({ ...bare, num_attention_heads: 32, hidden_size: 128 }, 'config.json'),
  ).toMatchObject({
    numKeyValueHeads: 32,
    isTied: false,
    padId: undefined,
    rope: { theta: 10000 },
    slidingWindow: undefined,
  });
});

test.each([
  [{ use_sliding_window: false, sliding_window: 5, max_window_layers: 0 }, undefined],
  [{ use_sliding_window: true, sliding_window: null, max_window_layers: 1 }, undefined],
  [{ use_sliding_window: true, sliding_window: 5, max_window_layers: 0 }, 5],
  [{ use_sliding_window: true, max_window_layers: 0, sliding_window: undefined }, 4096],
  [
    { use_sliding_window: true, sliding_window: 5, layer_types: ['sliding_attention'], max_window_layers: 9 },
    5,
  ],
])('%j: a window of %p', (change, window) => {
  expect(readConfig(change).slidingWindow).toBe(window);
});

test.each([
  [{ max_window_layers: 2 }, 'Expected "max_window_layers" in config.json to be 0'],
  [{ max_window_layers: undefined }, 'got 28: releases of transformers differ'],
  [{ layer_types: ['full_attention', 'sliding_attention'] }, 'Expected "layer_types" in config.json'],
])('refuses windows of some layers: %j', (change, message) => {
  expect(() => readConfig({ use_sliding_window: true, sliding_window: 5, ...change })).toThrow(message);
});

test('a window that is switched on is applied', () => {
  const logitsWith = (window: number): number[] => {
    const change = { use_sliding_window: true, sliding_window: window, max_window_layers: 0 };
    const model = createModel({ ...config, ...change }, { head: 'causal-lm', seed: 3 });
    const values = tf.tidy(() => [...model.forward(inputs, new Dropout()).logits.dataSync()]);
    model.dispose();
    return values;
  };
  expect(logitsWith(6)).not.toEqual(logitsWith(100));
});

test('is saved with transformers’ class and its biases', async () => {
  const place = mkdtempSync(join(tmpdir(), 'lamella-qwen2-'));
  const model = loadModel(folder, { head: 'causal-lm' });
  await saveModel(model, place);
  const again = loadModel(place, { head: 'causal-lm' });
  expect([...again.parameters.keys()]).toEqual([...model.parameters.keys()]);
  expect(readJsonFile(join(place, 'config.json'))).toMatchObject({ architectures: ['Qwen2ForCausalLM'] });
  for (const each of [model, again]) each.dispose();
  rmSync(place, { recursive: true });
});
