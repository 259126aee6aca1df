import { listenToWarnings } from '@lamella/core';
import { type EncoderConfig, readEncoderConfig } from './encoder-config.ts';
import { absolutePositions, offsetPositions } from './embeddings.ts';
import { ENCODER_FIELDS } from './encoder-fields.ts';

const sizes = {
  hidden_size: 32,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 64,
  vocab_size: 600,
  max_position_embeddings: 66,
};

const file = { fields: ENCODER_FIELDS, padId: 0, firstPosition: absolutePositions.first };
const read = (source: object): EncoderConfig => readEncoderConfig({ ...source }, 'config.json', file);

test('sizes, and transformers’ defaults for what is left out', () => {
  expect(readEncoderConfig(sizes, 'config.json', file)).toEqual({
    hiddenSize: 32,
    numLayers: 4,
    numHeads: 4,
    intermediateSize: 64,
    vocabularySize: 600,
    maxPositions: 66,
    longestText: 66,
    numTokenTypes: 2,
    numLabels: 2,
    padId: 0,
    layerNormEpsilon: 1e-12,
    activation: 'gelu',
    hiddenDropout: 0.1,
    attentionDropout: 0.1,
    classifierDropout: 0.1,
    isTied: true,
    initializerRange: 0.02,
    source: sizes,
  });
});

test.each([
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
  expect(read({ ...sizes, ...fields })).toMatchObject(expected);
});

test('a family says which token is the padding, and where positions begin', () => {
  const other = { ...file, padId: 1, firstPosition: offsetPositions.first };
  const readOther = (source: object): EncoderConfig =>
    readEncoderConfig({ ...sizes, ...source }, 'config.json', other);
  expect(readOther({})).toMatchObject({ padId: 1, longestText: 64 });
  expect(readOther({ pad_token_id: 3 })).toMatchObject({ padId: 3, longestText: 62 });
});

test.each([
  [
    { hidden_size: undefined },
    'Expected "hidden_size" in config.json to be a whole number from 1 to 2147483647, got nothing.',
  ],
  [
    { vocab_size: '600' },
    'Expected "vocab_size" in config.json to be a whole number from 1 to 2147483647, got "600".',
  ],
  [
    { position_embedding_type: 'relative_key' },
    'Expected "position_embedding_type" in config.json to be "absolute" or null, got "relative_key", which is not supported: attention would look at distances.',
  ],
  [
    { is_decoder: true, is_causal: true },
    'Expected "is_decoder" in config.json to be false or null, got true, which is not supported: a token would see those before it alone.',
  ],
  [
    { add_cross_attention: true },
    'Expected "add_cross_attention" in config.json to be false or null, got true',
  ],
  [{ pruned_heads: { 0: [1] } }, 'Expected "pruned_heads" in config.json to be null or {}, got {"0":[1]}'],
  [
    { quantization_config: { bits: 4 } },
    'Expected "quantization_config" in config.json to be null, got {"bits":4}',
  ],
  [{ problem_type: 'multi_label_classification' }, 'Expected "problem_type" in config.json to be null or'],
  [{ hidden_act: 'mish' }, 'Expected "hidden_act" in config.json to be one of gelu,'],
  [{ hidden_act: 3 }, 'Expected "hidden_act" in config.json to be a text, got 3.'],
  [
    { tie_word_embeddings: 'no' },
    'Expected "tie_word_embeddings" in config.json to be true or false, got "no".',
  ],
  [
    { num_attention_heads: 0 },
    'Expected "num_attention_heads" in config.json to be a whole number from 1 to',
  ],
  [
    { num_attention_heads: 7 },
    '"hidden_size" in config.json to be a multiple of "num_attention_heads", got 32 and 7.',
  ],
  [
    { num_hidden_layers: 1e308 },
    '"num_hidden_layers" in config.json to be a whole number from 1 to 10000, got 1e+308.',
  ],
  [{ num_hidden_layers: 2.5 }, 'a whole number from 1 to 10000, got 2.5.'],
  [{ intermediate_size: -64 }, 'a whole number from 1 to 2147483647, got -64.'],
  [{ hidden_dropout_prob: 1.5 }, 'a number from 0 to below 1, got 1.5.'],
  [{ pad_token_id: 600 }, '"pad_token_id" in config.json to be below "vocab_size", got 600 and 600.'],
])('%j is an error', (fields, message) => {
  expect(() => read({ ...sizes, ...fields })).toThrow(message);
});

test('fields that nobody knows are named in a warning', () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  read({ ...sizes, hiden_act: 'relu', use_cache: true, torch_dtype: 'float16' });
  stop();
  expect(warnings).toEqual(['Unknown field "hiden_act" in config.json: ignored.']);
});
