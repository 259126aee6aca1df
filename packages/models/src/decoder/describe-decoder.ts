import type { FamilyRecord } from '../shapes/family-record.ts';
import type { Config, MapShape, MapShapes, Sizes } from '../shapes/model-shape.ts';
import { readSize } from '../shapes/read-size.ts';
import { olderRope } from './older-rope.ts';

/** The sizes of a decoder's layer. */
export interface DecoderSizes {
  /** D */
  readonly hiddenSize: number;
  /** F */
  readonly intermediateSize: number;
  /** H */
  readonly numHeads: number;
  /** KV, heads of keys and values; H / KV queries share one. */
  readonly numKeyValueHeads: number;
  /** K */
  readonly headSize: number;
}

/** The traits by which one decoder family differs from another, as far as they are known without the engine. */
export interface DecoderTraits extends Pick<FamilyRecord, 'name' | 'tokenizerClass' | 'fixedTokenizerClass'> {
  /** The class that transformers has for its models. */
  readonly architecture: string;
  /** The linear maps that have biases. */
  readonly biases?: readonly string[];
  /** The defaults of transformers for fields that a config.json leaves out. */
  readonly defaults: {
    /** Heads of keys and values; as many as of queries if undefined. */
    readonly numKeyValueHeads?: number;
    /** K; D / H if undefined. */
    readonly headSize?: number;
    readonly isTied: boolean;
  };
}

/** A decoder family without its weights. */
export interface DecoderRecord extends FamilyRecord, Pick<DecoderTraits, 'defaults'> {
  /** The linear maps of a layer. */
  maps(sizes: DecoderSizes): MapShapes;
}

/** The record of a family of LLaMA's kind: pre-norm layers with seven linear maps. */
export function describeDecoder(traits: DecoderTraits): DecoderRecord {
  const { architecture, ...record } = traits;
  return {
    ...record,
    kind: 'decoder',
    architectures: { 'causal-lm': architecture },
    layersPath: 'model.layers',
    paperTargets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
    olderFields: olderRope,
    maps: (sizes) => decoderMaps(sizes, traits),
    readSizes: (config) => readDecoderSizes(config, traits),
  };
}

function decoderMaps(sizes: DecoderSizes, { biases = [] }: Pick<DecoderTraits, 'biases'>): MapShapes {
  const { hiddenSize: D, intermediateSize: F, numHeads: H, numKeyValueHeads: KV, headSize: K } = sizes;
  const map = (module: string, name: string, [inputs, outputs]: readonly [number, number]): MapShape => {
    return { path: `${module}.${name}`, inputs, outputs, hasBias: biases.includes(name) };
  };
  return {
    q_proj: map('self_attn', 'q_proj', [D, H * K]),
    k_proj: map('self_attn', 'k_proj', [D, KV * K]),
    v_proj: map('self_attn', 'v_proj', [D, KV * K]),
    o_proj: map('self_attn', 'o_proj', [H * K, D]),
    gate_proj: map('mlp', 'gate_proj', [D, F]),
    up_proj: map('mlp', 'up_proj', [D, F]),
    down_proj: map('mlp', 'down_proj', [F, D]),
  };
}

/**
 * Reads the number of heads of keys and values. Without the field it is the family's, or that of queries; null is that of queries
 * in every family, as transformers has it.
 *
 * @throws {UserError} if it is no size
 */
export function readKeyValueHeads(config: Config, { numKeyValueHeads }: DecoderTraits['defaults']): number {
  const key = 'num_key_value_heads';
  const numHeads = readSize(config, 'num_attention_heads');
  return config[key] === null ? numHeads : readSize(config, key, numKeyValueHeads ?? numHeads);
}

/** Two norms in a layer, one behind the last, and an output layer that may be the embedding. */
function readDecoderSizes(config: Config, traits: DecoderTraits): Sizes {
  const { defaults } = traits;
  const D = readSize(config, 'hidden_size');
  const H = readSize(config, 'num_attention_heads');
  const V = readSize(config, 'vocab_size');
  const isTied = (config['tie_word_embeddings'] ?? defaults.isTied) === true;
  const numLayers = readSize(config, 'num_hidden_layers');
  return {
    numLayers,
    maps: decoderMaps(
      {
        hiddenSize: D,
        intermediateSize: readSize(config, 'intermediate_size'),
        numHeads: H,
        numKeyValueHeads: readKeyValueHeads(config, defaults),
        headSize: readSize(config, 'head_dim', defaults.headSize ?? D / H),
      },
      traits,
    ),
    norms: numLayers * 2 * D,
    outside: (isTied ? 1 : 2) * V * D + D,
    head: () => 0,
  };
}
