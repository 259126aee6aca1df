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
    'Unknown scaling of rotary embeddings "dynamic". Valid: default, linear, llama3. It is "rope_type" in config.json.',
  );
  const { factor: _, ...incomplete } = LLAMA3;
  expect(() => readRope({ rope_scaling: incomplete }, 'config.json')).toThrow(/"factor".*found nothing/);
});
