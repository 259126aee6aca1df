import { readLayerKinds, readRotations } from './layer-kinds.ts';
import { olderFields } from './older-fields.ts';

const [full, local] = ['full_attention', 'sliding_attention'];
const kinds = (source: object, numLayers = 4): readonly string[] =>
  readLayerKinds({ ...source }, 'config.json', numLayers);
const thetas = (source: object): number[] =>
  Object.values(readRotations({ ...source }, 'config.json')).map(({ theta }) => theta);

test.each([
  [{}, [full, local, local, full]],
  [{ global_attn_every_n_layers: 2 }, [full, local, full, local]],
  [{ global_attn_every_n_layers: 1 }, [full, full, full, full]],
  [{ layer_types: [local, full, full, local] }, [local, full, full, local]],
  [{ layer_types: [full, local, full, local], global_attn_every_n_layers: 2 }, [full, local, full, local]],
])('layers of %j', (source, expected) => {
  expect(kinds(source)).toEqual(expected);
});

test.each([
  [
    { layer_types: [full] },
    'Expected "layer_types" in config.json to be a list of "full_attention" and "sliding_attention", one for each of 4 layers',
  ],
  [
    { layer_types: [full, full, full, 'chunked_attention'] },
    'to be a list of "full_attention" and "sliding_attention"',
  ],
  [{ layer_types: 'full_attention' }, 'to be a list of "full_attention" and "sliding_attention"'],
  [
    { layer_types: [full, full, full, full], global_attn_every_n_layers: 3 },
    'to be as "global_attn_every_n_layers" says',
  ],
  [
    { global_attn_every_n_layers: 0 },
    'Expected "global_attn_every_n_layers" in config.json to be a whole number from 1',
  ],
])('refuses layers of %j', (source, message) => {
  expect(() => kinds(source)).toThrow(message);
});

test.each([
  [{}, [160_000, 10_000]],
  [{ global_rope_theta: 500, local_rope_theta: 40 }, [500, 40]],
  [{ rope_parameters: { full_attention: { rope_theta: 500 }, sliding_attention: null } }, [500, 10_000]],
  [{ rope_parameters: { full_attention: { rope_theta: 500 } }, global_rope_theta: 500 }, [500, 10_000]],
])('thetas of %j', (source, expected) => {
  expect(thetas(source)).toEqual(expected);
});

test.each([
  [
    { rope_parameters: { full_attention: { rope_theta: 500 } }, global_rope_theta: 400 },
    'to be one value in config.json, got 400 and 500',
  ],
  [
    { local_rope_theta: null },
    'Expected "local_rope_theta" in config.json to be a number above 0 or absent, got null',
  ],
  [
    { rope_parameters: { rope_theta: 500 } },
    'Unknown field "rope_theta" in "rope_parameters" of config.json.',
  ],
  [
    { rope_parameters: { sliding_attention: { rope_type: 'yarn', factor: 2 } } },
    'Unknown scaling of rotary embeddings "yarn". Valid: default, linear, llama3. It is "rope_type" in "sliding_attention" in "rope_parameters" of config.json.',
  ],
])('refuses rotations of %j', (source, message) => {
  expect(() => thetas(source)).toThrow(message);
});

const rope = { full_attention: { rope_theta: 500 }, sliding_attention: { rope_theta: 40 } };
const linear = { full_attention: { rope_type: 'linear', factor: 2, rope_theta: 5 } };

test.each([
  [{ layer_types: [full, local, full] }, { global_attn_every_n_layers: 2 }],
  [{ layer_types: [full, local, local] }, { global_attn_every_n_layers: 3 }],
  [{ layer_types: [full, full, full] }, { global_attn_every_n_layers: 1 }],
  [{ layer_types: [local, full, full] }, {}],
  [{ rope_parameters: rope }, { global_rope_theta: 500, local_rope_theta: 40 }],
  [{ rope_parameters: linear }, {}],
  [{}, {}],
])('older releases read %j as %j', (source, expected) => {
  expect(olderFields({ num_hidden_layers: 3, ...source })).toEqual(expected);
});
