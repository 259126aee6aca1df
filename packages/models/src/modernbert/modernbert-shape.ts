import type { Config, MapShape, MapShapes, Sizes } from '../shapes/model-shape.ts';
import { checkHeads } from '../shapes/read-heads.ts';
import { dense, readSize } from '../shapes/read-size.ts';

/** The sizes that the linear maps of a layer follow from. */
export interface LayerSizes {
  /** D */
  readonly hiddenSize: number;
  /** F */
  readonly intermediateSize: number;
  readonly hasAttentionBias: boolean;
  readonly hasMlpBias: boolean;
}

/** The linear maps of a layer: query, key and value are one, and so are the feed-forward network's input and its gate. */
export function modernBertMaps(sizes: LayerSizes): MapShapes {
  const { hiddenSize: D, intermediateSize: F, hasAttentionBias, hasMlpBias } = sizes;
  const inAttention = (name: string, outputs: number): MapShape => {
    return { path: `attn.${name}`, inputs: D, outputs, hasBias: hasAttentionBias };
  };
  return {
    Wqkv: inAttention('Wqkv', 3 * D),
    'attn.Wo': inAttention('Wo', D),
    Wi: { path: 'mlp.Wi', inputs: D, outputs: 2 * F, hasBias: hasMlpBias },
    'mlp.Wo': { path: 'mlp.Wo', inputs: F, outputs: D, hasBias: hasMlpBias },
  };
}

/** Two norms in each layer but the first, which has one; others of the embeddings, behind the last layer and in the head. */
export function readModernBertSizes(config: Config): Sizes {
  checkHeads(config);
  const D = readSize(config, 'hidden_size');
  const numLayers = readSize(config, 'num_hidden_layers');
  const norm = config['norm_bias'] === true ? 2 * D : D;
  const ofHead = (config['classifier_bias'] === true ? dense(D, D) : D * D) + norm;
  return {
    numLayers,
    maps: modernBertMaps({
      hiddenSize: D,
      intermediateSize: readSize(config, 'intermediate_size'),
      hasAttentionBias: config['attention_bias'] === true,
      hasMlpBias: config['mlp_bias'] === true,
    }),
    norms: (2 * numLayers - 1) * norm,
    outside: readSize(config, 'vocab_size') * D + 2 * norm + ofHead,
    pooler: { module: 'head', parameters: ofHead },
    head: (numLabels) => dense(D, numLabels),
  };
}
