import { readDebertaConfig } from './deberta-config.ts';

/** config.json of microsoft/deberta-v3-base. */
const v3base = {
  model_type: 'deberta-v2',
  attention_probs_dropout_prob: 0.1,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  hidden_size: 768,
  initializer_range: 0.02,
  intermediate_size: 3072,
  max_position_embeddings: 512,
  relative_attention: true,
  position_buckets: 256,
  norm_rel_ebd: 'layer_norm',
  share_att_key: true,
  pos_att_type: 'p2c|c2p',
  layer_norm_eps: 1e-7,
  max_relative_positions: -1,
  position_biased_input: false,
  num_attention_heads: 12,
  num_hidden_layers: 12,
  type_vocab_size: 0,
  vocab_size: 128100,
};

test('deberta-v3-base', () => {
  expect(readDebertaConfig(v3base, 'config.json')).toEqual({
    hiddenSize: 768,
    numLayers: 12,
    numHeads: 12,
    intermediateSize: 3072,
    vocabularySize: 128100,
    maxPositions: 512,
    numTokenTypes: 0,
    numLabels: 2,
    padId: 0,
    layerNormEpsilon: 1e-7,
    activation: 'gelu',
    hiddenDropout: 0.1,
    attentionDropout: 0.1,
    classifierDropout: 0.1,
    isTied: true,
    initializerRange: 0.02,
    hasAbsolutePositions: false,
    relative: {
      hasContentToPosition: true,
      hasPositionToContent: true,
      sharesProjections: true,
      isNormalised: true,
      numBuckets: 256,
      maxDistance: 512,
    },
    hasDistanceNorm: true,
    convolution: undefined,
    numScores: 3,
    poolerDropout: 0,
    poolerActivation: 'gelu',
    hasLegacyHead: true,
    source: v3base,
  });
});

test('defaults are those of transformers', () => {
  const sizes = {
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 16,
    vocab_size: 9,
  };
  expect(readDebertaConfig(sizes, 'config.json')).toMatchObject({
    relative: undefined,
    numScores: 1,
    numTokenTypes: 0,
    hasAbsolutePositions: true,
    maxPositions: 512,
    layerNormEpsilon: 1e-7,
  });
});

test.each([
  ['embedding_size', 128, 768],
  ['attention_head_size', 32, 64],
  ['pooler_hidden_size', 32, 768],
])('%s that is not supported', (key, value, expected) => {
  expect(() => readDebertaConfig({ ...v3base, [key]: value }, 'x/config.json')).toThrow(
    `Expected "${key}" in x/config.json to be ${expected}, got ${value}, which is not supported.`,
  );
});

test('the convolution of deberta-v2-xlarge', () => {
  const xlarge = { ...v3base, conv_kernel_size: 3, conv_act: 'gelu' };
  expect(readDebertaConfig(xlarge, 'config.json').convolution).toEqual({
    kernelSize: 3,
    numGroups: 1,
    activation: 'gelu',
  });
});

test.each([
  [{ conv_kernel_size: 4 }, 'Expected "conv_kernel_size" in config.json to be odd, got 4.'],
  [{ conv_kernel_size: 3, conv_groups: 5 }, 'to be a multiple of "conv_groups", got 768 and 5.'],
  [
    { pos_att_type: ['p2p'] },
    'Expected "pos_att_type" in config.json to name c2p and p2c at most, got ["p2p"], which is not supported.',
  ],
  [{ position_buckets: 1 }, 'Expected "position_buckets" in config.json to be at least 2'],
  [{ position_buckets: 2048 }, 'got 2048 for distances up to 512.'],
  [{ is_decoder: true }, 'Expected "is_decoder" in config.json to be false or null, got true'],
  [
    { relative_attention: 'yes' },
    'Expected "relative_attention" in config.json to be true or false, got "yes".',
  ],
  [{ num_attention_heads: 7 }, 'to be a multiple of "num_attention_heads", got 768 and 7.'],
])('%j is refused', (change, message) => {
  expect(() => readDebertaConfig({ ...v3base, ...change }, 'config.json')).toThrow(message);
});
