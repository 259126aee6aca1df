import { configReader, type Fields } from '@lamella/files';
import type { Config } from '../shapes/model-shape.ts';
import { layerKindsEvery, readLayerKinds, readRotations } from './layer-kinds.ts';

const WHERE = 'config.json';

/**
 * Translates the fields that transformers before 5 reads in place of `layer_types` and `rope_parameters`. They can't
 * express layers in another order or scaled rotations.
 */
export function olderFields(source: Config): Config {
  return {
    ...(Array.isArray(source['layer_types']) && olderInterval(source)),
    ...(configReader(source, WHERE).object('rope_parameters') !== undefined && olderThetas(source)),
  };
}

function olderInterval(source: Fields): Fields {
  const numLayers = configReader(source, WHERE).layers('num_hidden_layers');
  const kinds = readLayerKinds(source, WHERE, numLayers);
  const next = kinds.indexOf('full_attention', 1);
  const interval = next === -1 ? numLayers : next;
  const isRegular = layerKindsEvery(interval, numLayers).every((kind, l) => kind === kinds[l]);
  return isRegular ? { global_attn_every_n_layers: interval } : {};
}

function olderThetas(source: Fields): Fields {
  const { full_attention: full, sliding_attention: sliding } = readRotations(source, WHERE);
  if ([full, sliding].some(({ scaling }) => scaling.type !== 'default')) return {};
  return { global_rope_theta: full.theta, local_rope_theta: sliding.theta };
}
