import { readEncoderConfig } from './encoder-config.ts';

const sizes = {
  hidden_size: 32,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 64,
  vocab_size: 600,
  max_position_embeddings: 66,
};

test('sizes, and transformers’ defaults for what is left out', () => {
  expect(readEncoderConfig(sizes, 'config.json')).toEqual({
    hiddenSize: 32,
    numLayers: 4,
    numHeads: 4,
    intermediateSize: 64,
    vocabularySize: 600,
    maxPositions: 66,
    numTokenTypes: 2,
    numLabels: 2,
    padId: 0,
    layerNormEpsilon: 1e-12,
    activation: 'gelu',
    hiddenDropout: 0.1,
    attentionDropout: 0.1,
    classifierDropout: 0.1,
    initializerRange: 0.02,
    source: sizes,
  });
});

test.each([
  [{ model_type: 'roberta' }, { padId: 1 }],
  [{ pad_token_id: 3 }, { padId: 3 }],
  [{ id2label: { 0: 'a', 1: 'b', 2: 'c' } }, { numLabels: 3 }],
  [{ id2label: { 0: 'LABEL_0' } }, { numLabels: 1 }],
  [
    { hidden_dropout_prob: 0.2, classifier_dropout: null },
    { hiddenDropout: 0.2, classifierDropout: 0.2 },
  ],
  [{ classifier_dropout: 0 }, { classifierDropout: 0 }],
  [
    { layer_norm_eps: 1e-5, hidden_act: 'relu' },
    { layerNormEpsilon: 1e-5, activation: 'relu' },
  ],
])('%j', (fields, expected) => {
  expect(readEncoderConfig({ ...sizes, ...fields }, 'config.json')).toMatchObject(expected);
});

test.each([
  [{ hidden_size: undefined }, 'Expected "hidden_size" in config.json to be a number, found nothing.'],
  [{ vocab_size: '600' }, 'Expected "vocab_size" in config.json to be a number, found "600".'],
  [
    { position_embedding_type: 'relative_key' },
    'Expected "position_embedding_type" in config.json to be "absolute", found "relative_key".',
  ],
])('%j is an error', (fields, message) => {
  expect(() => readEncoderConfig({ ...sizes, ...fields }, 'config.json')).toThrow(message);
});
