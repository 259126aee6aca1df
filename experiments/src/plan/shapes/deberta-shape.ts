import { dense, map, readSize } from './reader.ts';
import type { Config, ShapeReader } from './shape.ts';

/** DeBERTa-v2 and -v3: a table of distances for all layers, whose maps of their own it may have, and a pooler. */
export const debertaShape: ShapeReader = (config) => {
  const D = readSize(config, 'hidden_size');
  const F = readSize(config, 'intermediate_size');
  const adapted = {
    query_proj: map(D, D),
    key_proj: map(D, D),
    value_proj: map(D, D),
    'attention.output.dense': map(D, D),
    'intermediate.dense': map(D, F),
    'output.dense': map(F, D),
  };
  return {
    kind: 'encoder',
    numLayers: readSize(config, 'num_hidden_layers'),
    maps: { ...adapted, ...positionMaps(config, D) },
    norms: 4 * D,
    outside: countEmbeddings(config, D) + countDistances(config, D) + dense(D, D),
    head: (numLabels) => dense(D, numLabels),
    paperTargets: Object.keys(adapted),
  };
};

function positionMaps(config: Config, D: number): ReturnType<ShapeReader>['maps'] {
  if (config['relative_attention'] !== true || config['share_att_key'] === true) return {};
  const kinds = JSON.stringify(config['pos_att_type'] ?? '');
  return {
    ...(kinds.includes('c2p') && { pos_key_proj: map(D, D) }),
    ...(kinds.includes('p2c') && { pos_query_proj: map(D, D) }),
  };
}

function countEmbeddings(config: Config, D: number): number {
  const positions =
    config['position_biased_input'] === false ? 0 : readSize(config, 'max_position_embeddings', 512);
  const rows = readSize(config, 'vocab_size') + positions + readSize(config, 'type_vocab_size', 0);
  return rows * D + 2 * D;
}

function countDistances(config: Config, D: number): number {
  if (config['relative_attention'] !== true) return 0;
  const positive = (key: string): number | undefined => {
    const value = config[key];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const distances =
    positive('position_buckets') ??
    positive('max_relative_positions') ??
    readSize(config, 'max_position_embeddings', 512);
  const isNormalised = String(config['norm_rel_ebd'] ?? '').includes('layer_norm');
  return 2 * distances * D + (isNormalised ? 2 * D : 0);
}
