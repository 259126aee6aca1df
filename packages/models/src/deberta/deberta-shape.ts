import type { Config, MapShapes, Sizes } from '../shapes/model-shape.ts';
import { dense, denseMap, readSize } from '../shapes/read-size.ts';

/**
 * The linear maps of a layer.
 *
 * @param ofDistances those that the embeddings of distances have for themselves: `pos_key_proj`, `pos_query_proj`
 */
export function debertaMaps(
  { hiddenSize: D, intermediateSize: F }: { readonly hiddenSize: number; readonly intermediateSize: number },
  ofDistances: readonly string[],
): MapShapes {
  const inAttention = ['query_proj', 'key_proj', 'value_proj', ...ofDistances];
  return {
    ...Object.fromEntries(inAttention.map((name) => [name, denseMap(`attention.self.${name}`, D, D)])),
    'attention.output.dense': denseMap('attention.output.dense', D, D),
    'intermediate.dense': denseMap('intermediate.dense', D, F),
    'output.dense': denseMap('output.dense', F, D),
  };
}

/** A table of distances for all layers, whose maps of their own it may have, and a pooler. */
export function readDebertaSizes(config: Config): Sizes {
  const D = readSize(config, 'hidden_size');
  const F = readSize(config, 'intermediate_size');
  const numLayers = readSize(config, 'num_hidden_layers');
  return {
    numLayers,
    maps: debertaMaps({ hiddenSize: D, intermediateSize: F }, mapsOfDistances(config)),
    norms: numLayers * 4 * D,
    outside:
      countEmbeddings(config, D) + countDistances(config, D) + countConvolution(config, D) + dense(D, D),
    pooler: { module: 'pooler', parameters: dense(D, D) },
    head: (numLabels) => dense(D, numLabels),
  };
}

function mapsOfDistances(config: Config): string[] {
  if (config['relative_attention'] !== true || config['share_att_key'] === true) return [];
  const kinds = JSON.stringify(config['pos_att_type'] ?? '');
  return [
    ...(kinds.includes('c2p') ? ['pos_key_proj'] : []),
    ...(kinds.includes('p2c') ? ['pos_query_proj'] : []),
  ];
}

function countEmbeddings(config: Config, D: number): number {
  const positions =
    config['position_biased_input'] === false ? 0 : readSize(config, 'max_position_embeddings', 512);
  const rows = readSize(config, 'vocab_size') + positions + readSize(config, 'type_vocab_size', 0);
  return rows * D + 2 * D;
}

/** Of the xlarge models: a convolution of all tokens' features beside the first layer, with a norm. */
function countConvolution(config: Config, D: number): number {
  const kernelSize = readSize(config, 'conv_kernel_size', 0);
  if (kernelSize === 0) return 0;
  return D * (D / readSize(config, 'conv_groups', 1)) * kernelSize + D + 2 * D;
}

/** The norm may be there without the table, unused. */
function countDistances(config: Config, D: number): number {
  const isNormalised = String(config['norm_rel_ebd'] ?? '').includes('layer_norm');
  const norm = isNormalised ? 2 * D : 0;
  if (config['relative_attention'] !== true) return norm;
  const positive = (key: string): number | undefined => {
    const value = config[key];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const distances =
    positive('position_buckets') ??
    positive('max_relative_positions') ??
    readSize(config, 'max_position_embeddings', 512);
  return 2 * distances * D + norm;
}
