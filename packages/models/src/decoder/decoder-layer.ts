import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { Projection } from '../blocks/projection.ts';
import type { RmsNorm, RmsNormStyle } from '../blocks/rms-norm.ts';
import type { TransformerLayer } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { attendInGroups, type KeyValue } from './attend-in-groups.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { rotate, type Rotation } from '../blocks/rotary-embedding.ts';

/** What all layers share in one forward pass. */
export interface DecoderPass {
  /** B */
  readonly batchSize: number;
  /** T */
  readonly length: number;
  /** Of the T positions. */
  readonly rotation: Rotation;
  /** Additive, broadcast to [B, KV, H / KV, T, S]. */
  readonly mask: Tensor;
  readonly dropout: Dropout;
  /**
   * Gives the keys and values that a layer's queries see, of S positions, for those of the T positions; a cache adds the
   * ones of earlier tokens.
   */
  readonly remember: (layer: number, present: KeyValue) => KeyValue;
}

/** A pre-norm layer of a decoder: grouped-query attention with rotary positions, then a gated feed-forward network. */
export class DecoderLayer implements TransformerLayer {
  readonly projections: Map<string, Projection>;
  readonly #index: number;
  readonly #config: DecoderConfig;
  readonly #activation: Activation;
  readonly #inputNorm: RmsNorm;
  readonly #middleNorm: RmsNorm;

  /** @param weights the layer's own weights, names relative to it */
  constructor(
    weights: WeightSource,
    config: DecoderConfig,
    { index, normStyle }: { readonly index: number; readonly normStyle: RmsNormStyle },
  ) {
    const { hiddenSize: D, intermediateSize: F, numHeads, numKeyValueHeads, headSize } = config;
    const attention = weights.scope('self_attn');
    const mlp = weights.scope('mlp');
    this.projections = new Map<string, Projection>([
      ['q_proj', attention.linear('q_proj', D, numHeads * headSize)],
      ['k_proj', attention.linear('k_proj', D, numKeyValueHeads * headSize)],
      ['v_proj', attention.linear('v_proj', D, numKeyValueHeads * headSize)],
      ['o_proj', attention.linear('o_proj', numHeads * headSize, D)],
      ['gate_proj', mlp.linear('gate_proj', D, F)],
      ['up_proj', mlp.linear('up_proj', D, F)],
      ['down_proj', mlp.linear('down_proj', F, D)],
    ]);
    this.#index = index;
    this.#config = config;
    this.#activation = findActivation(config.activation);
    this.#inputNorm = weights.rmsNorm('input_layernorm', D, {
      epsilon: config.normEpsilon,
      style: normStyle,
    });
    this.#middleNorm = weights.rmsNorm('post_attention_layernorm', D, {
      epsilon: config.normEpsilon,
      style: normStyle,
    });
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: DecoderPass): Tensor {
    const middle = tf.add(x, this.#attend(this.#inputNorm.apply(x), pass));
    return tf.add(middle, this.#feedForward(this.#middleNorm.apply(middle), pass.dropout));
  }

  #attend(x: Tensor, pass: DecoderPass): Tensor {
    const { numHeads, numKeyValueHeads, attentionDropout } = this.#config;
    const heads = (name: string, count: number): Tensor =>
      tf.reshape(this.#project(name, x, pass.dropout), [pass.batchSize, pass.length, count, -1]);
    const query = rotate(heads('q_proj', numHeads), pass.rotation); // [B, T, H, K]
    const key = rotate(heads('k_proj', numKeyValueHeads), pass.rotation); // [B, T, KV, K]
    const value = heads('v_proj', numKeyValueHeads); // [B, T, KV, K]
    const present = { key: headsFirst(key), value: headsFirst(value) }; // [B, KV, T, K]
    const seen = pass.remember(this.#index, present); // [B, KV, S, K]
    const options = { mask: pass.mask, dropout: pass.dropout, dropoutRate: attentionDropout };
    return this.#project('o_proj', attendInGroups(query, seen, options), pass.dropout); // [B·T, D]
  }

  /** down(activation(gate(x)) · up(x)) (Shazeer 2020). */
  #feedForward(x: Tensor, dropout: Dropout): Tensor {
    const gate = this.#activation(this.#project('gate_proj', x, dropout)); // [B·T, F]
    return this.#project('down_proj', tf.mul(gate, this.#project('up_proj', x, dropout)), dropout);
  }

  #project(name: string, x: Tensor, dropout: Dropout): Tensor {
    const projection = this.projections.get(name);
    if (projection === undefined)
      throw new Error(`Expected the projection ${name} in a decoder layer, got none`);
    return projection.apply(x, dropout);
  }
}

/** [B, T, H, K] -> [B, H, T, K] */
function headsFirst(x: Tensor): Tensor {
  return tf.transpose(x, [0, 2, 1, 3]);
}
