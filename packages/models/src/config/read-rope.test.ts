import { readRope } from './read-rope.ts';

const LLAMA3 = {
  rope_type: 'llama3',
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
};

test('reads every supported scaling, under the old and the new names', () => {
  const scaling = { type: 'linear', factor: 2 };
  expect(readRope({}, 'config.json')).toEqual({ theta: 10000, scaling: { type: 'default' } });
  expect(readRope({ rope_theta: 5e5, rope_scaling: scaling }, 'config.json')).toEqual({
    theta: 5e5,
    scaling,
  });
  expect(readRope({ rope_parameters: { ...LLAMA3, rope_theta: 5e5 } }, 'config.json')).toEqual({
    theta: 5e5,
    scaling: {
      type: 'llama3',
      factor: 8,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalMaxPositions: 8192,
    },
  });
});

test('refuses other scalings and missing fields', () => {
  expect(() => readRope({ rope_scaling: { type: 'dynamic', factor: 2 } }, 'config.json')).toThrow(
    'Unknown scaling of rotary embeddings "dynamic". Valid: default, linear, llama3. It is "rope_type" in "rope_scaling" of config.json.',
  );
  const { factor: _, ...incomplete } = LLAMA3;
  expect(() => readRope({ rope_scaling: incomplete }, 'config.json')).toThrow(
    /"factor" in "rope_scaling" of config.json .*got nothing/,
  );
});

test('what is said twice has to agree: releases of transformers differ in which they read', () => {
  const refuse =
    (source: object): (() => unknown) =>
    () =>
      readRope({ ...source }, 'config.json');
  expect(refuse({ rope_theta: 1e4, rope_parameters: { rope_theta: 5e5 } })).toThrow(
    'Expected "rope_theta" of the rotary embedding to be one value in config.json, got 10000 and 500000.',
  );
  expect(refuse({ rope_scaling: { type: 'linear', rope_type: 'default', factor: 2 } })).toThrow(
    'got "linear" and "default"',
  );
  const older = { rope_type: 'linear', factor: 2 };
  expect(refuse({ rope_scaling: older, rope_parameters: { ...older, factor: 4 } })).toThrow('"factor"');
  expect(
    readRope(
      { rope_theta: 1e4, rope_scaling: older, rope_parameters: { ...older, rope_theta: 1e4 } },
      'config.json',
    ),
  ).toEqual({ theta: 1e4, scaling: { type: 'linear', factor: 2 } });
  expect(refuse({ rope_parameters: { rope_type: 'default', partial_rotary_factor: 0.5 } })).toThrow(
    'partial_rotary_factor',
  );
  expect(refuse({ rope_parameters: { full_attention: { rope_type: 'default' } } })).toThrow('full_attention');
});
