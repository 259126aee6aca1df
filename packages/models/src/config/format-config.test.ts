import { formatConfig } from './format-config.ts';

test('whole floats keep their point, at any depth; other numbers are as they are', () => {
  const config = {
    hidden_size: 32,
    layer_norm_eps: 1e-12,
    rope_theta: 10000,
    rope_scaling: { factor: 8, original_max_position_embeddings: 16 },
    vision_config: { initializer_factor: 1, attention_dropout: 0.5 },
    classifier_dropout: null,
    note: 'factor: 8',
  };
  const text = formatConfig(config);
  expect(JSON.parse(text)).toEqual(config);
  expect(text.match(/-?\d[\d.e+-]*/g)).toEqual(['32', '1e-12', '10000.0', '8.0', '16', '1.0', '0.5', '8']);
});

test('what JavaScript writes with an exponent is a float already', () => {
  expect(formatConfig({ rope_theta: 1e21 })).toBe('{\n  "rope_theta": 1e+21\n}\n');
});
