import { map, readSize } from './reader.ts';
import type { Config, ShapeReader } from './shape.ts';

/** What transformers takes for fields that a config.json leaves out. */
interface DecoderDefaults {
  /** Heads of keys and values; as many as of queries if undefined. */
  readonly keyValueHeads?: number;
  /** K; D / H if undefined. */
  readonly headSize?: number;
  readonly isTied: boolean;
}

export const llamaShape: ShapeReader = (config) => decoderShape(config, { isTied: false });
export const mistralShape: ShapeReader = (config) =>
  decoderShape(config, { keyValueHeads: 8, isTied: false });
export const gemmaShape: ShapeReader = (config) =>
  decoderShape(config, { keyValueHeads: 16, headSize: 256, isTied: true });

/** LLaMA and its kin: seven maps without biases in a layer, two norms, and an output layer that may be the embedding. */
function decoderShape(config: Config, defaults: DecoderDefaults): ReturnType<ShapeReader> {
  const D = readSize(config, 'hidden_size');
  const F = readSize(config, 'intermediate_size');
  const H = readSize(config, 'num_attention_heads');
  const KV = readSize(config, 'num_key_value_heads', defaults.keyValueHeads ?? H);
  const K = readSize(config, 'head_dim', defaults.headSize ?? D / H);
  const V = readSize(config, 'vocab_size');
  const isTied = (config['tie_word_embeddings'] ?? defaults.isTied) === true;
  const bare = (inputs: number, outputs: number) => map(inputs, outputs, { hasBias: false });
  const maps = {
    q_proj: bare(D, H * K),
    k_proj: bare(D, KV * K),
    v_proj: bare(D, KV * K),
    o_proj: bare(H * K, D),
    gate_proj: bare(D, F),
    up_proj: bare(D, F),
    down_proj: bare(F, D),
  };
  return {
    kind: 'decoder',
    numLayers: readSize(config, 'num_hidden_layers'),
    maps,
    norms: 2 * D,
    outside: (isTied ? 1 : 2) * V * D + D,
    head: () => 0,
    paperTargets: Object.keys(maps),
  };
}
