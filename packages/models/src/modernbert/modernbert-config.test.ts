import { listenToWarnings } from '@lamella/core';
import { readModernBertConfig } from './modernbert-config.ts';

/** As answerdotai/ModernBERT-base has it, with a smaller vocabulary and fewer layers. */
const base = {
  architectures: ['ModernBertForMaskedLM'],
  attention_bias: false,
  attention_dropout: 0.0,
  bos_token_id: 281,
  classifier_activation: 'gelu',
  classifier_bias: false,
  classifier_dropout: 0.0,
  classifier_pooling: 'mean',
  cls_token_id: 281,
  decoder_bias: true,
  deterministic_flash_attn: false,
  embedding_dropout: 0.0,
  eos_token_id: 282,
  global_attn_every_n_layers: 3,
  global_rope_theta: 160000.0,
  gradient_checkpointing: false,
  hidden_activation: 'gelu',
  hidden_size: 768,
  initializer_cutoff_factor: 2.0,
  initializer_range: 0.02,
  intermediate_size: 1152,
  layer_norm_eps: 1e-5,
  local_attention: 128,
  local_rope_theta: 10000.0,
  max_position_embeddings: 8192,
  mlp_bias: false,
  mlp_dropout: 0.0,
  model_type: 'modernbert',
  norm_bias: false,
  norm_eps: 1e-5,
  num_attention_heads: 12,
  num_hidden_layers: 4,
  pad_token_id: 283,
  position_embedding_type: 'absolute',
  reference_compile: false,
  repad_logits_with_grad: false,
  sep_token_id: 282,
  sparse_pred_ignore_index: -100,
  sparse_prediction: false,
  tie_word_embeddings: true,
  torch_dtype: 'float32',
  transformers_version: '4.48.0',
  vocab_size: 300,
};

test('reads a config.json of an older release, and knows each field', () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  const { source: _, ...read } = readModernBertConfig(base, 'config.json');
  stop();
  expect(warnings).toEqual([]);
  expect(read).toEqual({
    hiddenSize: 768,
    numHeads: 12,
    headSize: 64,
    numLayers: 4,
    intermediateSize: 1152,
    vocabularySize: 300,
    maxPositions: 8192,
    layerKinds: ['full_attention', 'sliding_attention', 'sliding_attention', 'full_attention'],
    rotations: {
      full_attention: { theta: 160_000, scaling: { type: 'default' } },
      sliding_attention: { theta: 10_000, scaling: { type: 'default' } },
    },
    localDistance: 64,
    normEpsilon: 1e-5,
    hasNormBias: false,
    activation: 'gelu',
    hasAttentionBias: false,
    attentionDropout: 0,
    embeddingDropout: 0,
    hasMlpBias: false,
    mlpDropout: 0,
    numLabels: 2,
    pooling: 'mean',
    headActivation: 'gelu',
    hasHeadBias: false,
    classifierDropout: 0,
    hasOutputBias: true,
    isTied: true,
    padId: 283,
    initializerRange: 0.02,
  });
});

test('what transformers takes for fields that are left out', () => {
  const sizes = {
    hidden_size: 8,
    num_attention_heads: 2,
    num_hidden_layers: 2,
    intermediate_size: 8,
    vocab_size: 60_000,
  };
  const { source: _, ...read } = readModernBertConfig(sizes, 'config.json');
  expect(read).toMatchObject({
    maxPositions: 8192,
    localDistance: 64,
    pooling: 'first',
    padId: 50_283,
    isTied: true,
  });
  expect(readModernBertConfig({ ...sizes, pad_token_id: null }, 'config.json').padId).toBeUndefined();
  expect(readModernBertConfig({ ...sizes, local_attention: 5 }, 'config.json').localDistance).toBe(2);
});

test.each([
  [
    { classifier_pooling: 'max' },
    'Expected "classifier_pooling" in config.json to be "cls" or "mean", got "max".',
  ],
  [
    { pad_token_id: 300 },
    'Expected "pad_token_id" in config.json to be below "vocab_size", got 300 and 300.',
  ],
  [
    { num_attention_heads: 7 },
    'Expected "hidden_size" in config.json to be a multiple of "num_attention_heads"',
  ],
  [
    { num_attention_heads: 256 },
    'Expected the size of a head ("hidden_size" / "num_attention_heads") in config.json to be even, got 3.',
  ],
  [{ head_dim: 32 }, 'Expected "head_dim" in config.json to be 64, got 32, which is not supported.'],
  [
    { rope_scaling: { rope_type: 'linear', factor: 2 } },
    'releases of transformers differ in whether they read it',
  ],
  [{ sliding_window: 64 }, 'releases of transformers differ in whether they read it'],
  [{ is_causal: true }, 'Expected "is_causal" in config.json to be false or null, got true'],
  [{ partial_rotary_factor: 0.5 }, 'a part of each head would not be rotated'],
  [{ hidden_activation: 'mish' }, 'Expected "hidden_activation" in config.json to be one of gelu,'],
  [{ local_attention: -2 }, 'Expected "local_attention" in config.json to be a whole number from 0'],
])('refuses %j', (change, message) => {
  expect(() => readModernBertConfig({ ...base, ...change }, 'config.json')).toThrow(message);
});
