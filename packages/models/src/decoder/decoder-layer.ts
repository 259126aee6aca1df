import { type Dropout, segmentAttention, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { Sight } from '../blocks/attention.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import type { RmsNorm, RmsNormStyle } from '../blocks/rms-norm.ts';
import type { TransformerLayer } from '../model.ts';
import type { MapShapes } from '../shapes/model-shape.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { attendInGroups, type KeyValue } from './attend-in-groups.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { rotate, type Rotation } from '../blocks/rotary-embedding.ts';

/**
 * The context that all layers share in one forward pass. A `mask` is broadcast to [B, KV, H / KV, T, S]; where there are `segments`, of
 * the B·T tokens of one row, a token sees itself and those before it of its text.
 */
export interface DecoderPass extends Sight {
  /** B */
  readonly batchSize: number;
  /** T */
  readonly length: number;
  /** Of the T positions, which all rows share. */
  readonly rotation: Rotation;
  readonly dropout: Dropout;
  /**
   * Gives the keys and values that a layer's queries see, of S positions, for those of the T positions; a cache adds the
   * ones of earlier tokens. @default these alone
   */
  readonly remember?: (layer: number, present: KeyValue) => KeyValue;
  /** Attends in place of a layer's own ops, as a step of decoding does over its cache: the heads' contexts, [B·T, H·K]. */
  readonly attend?: (layer: number, rows: ProjectedRows) => Tensor;
}

/** Queries, keys and values of all tokens before their rotation: [B·T, H·K], [B·T, KV·K] and the same. */
export type ProjectedRows = Readonly<Record<'query' | 'key' | 'value', Tensor>>;

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
    {
      index,
      maps,
      norm: style,
    }: { readonly index: number; readonly maps: MapShapes; readonly norm: RmsNormStyle },
  ) {
    const { hiddenSize: D } = config;
    this.projections = weights.linearMaps(maps);
    this.#index = index;
    this.#config = config;
    this.#activation = findActivation(config.activation);
    this.#inputNorm = weights.rmsNorm('input_layernorm', D, {
      epsilon: config.normEpsilon,
      style,
    });
    this.#middleNorm = weights.rmsNorm('post_attention_layernorm', D, {
      epsilon: config.normEpsilon,
      style,
    });
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: DecoderPass): Tensor {
    const middle = tf.add(x, this.#attend(this.#inputNorm.apply(x), pass));
    return tf.add(middle, this.#feedForward(this.#middleNorm.apply(middle), pass.dropout));
  }

  #attend(x: Tensor, pass: DecoderPass): Tensor {
    const project = (name: string): Tensor => this.#project(name, x, pass.dropout);
    const rows = { query: project('q_proj'), key: project('k_proj'), value: project('v_proj') };
    const contexts = pass.attend?.(this.#index, rows) ?? this.#attendOver(rows, pass);
    return this.#project('o_proj', contexts, pass.dropout); // [B·T, D]
  }

  /** @returns the heads' contexts, [B·T, H·K] */
  #attendOver(rows: ProjectedRows, pass: DecoderPass): Tensor {
    const { numHeads, numKeyValueHeads, attentionDropout } = this.#config;
    const heads = (x: Tensor, count: number): Tensor =>
      tf.reshape(x, [pass.batchSize, pass.length, count, -1]);
    const query = rotate(heads(rows.query, numHeads), pass.rotation); // [B, T, H, K]
    const key = rotate(heads(rows.key, numKeyValueHeads), pass.rotation); // [B, T, KV, K]
    const value = heads(rows.value, numKeyValueHeads); // [B, T, KV, K]
    if (pass.segments !== undefined)
      return this.#attendWithinTexts({ query, key, value }, pass.segments, pass.dropout);
    const present = { key: headsFirst(key), value: headsFirst(value) }; // [B, KV, T, K]
    const seen = pass.remember?.(this.#index, present) ?? present; // [B, KV, S, K]
    return attendInGroups(query, seen, {
      mask: pass.mask,
      dropout: pass.dropout,
      dropoutRate: attentionDropout,
    });
  }

  /** @param qkv each [1, n, heads, K] @returns [n, H·K], zero where there is padding */
  #attendWithinTexts(
    qkv: Readonly<Record<'query' | 'key' | 'value', Tensor>>,
    segments: Tensor,
    dropout: Dropout,
  ): Tensor {
    const { numHeads, numKeyValueHeads, attentionDropout, slidingWindow } = this.#config;
    const flat = (heads: Tensor): Tensor => tf.reshape(heads, [segments.size, -1]);
    return segmentAttention(
      { query: flat(qkv.query), key: flat(qkv.key), value: flat(qkv.value), segments },
      {
        numHeads,
        numKeyValueHeads,
        before: slidingWindow && slidingWindow - 1,
        after: 0,
        dropout: dropout.use(attentionDropout),
      },
    );
  }

  /** down(activation(gate(x)) · up(x)) (Shazeer 2020). */
  #feedForward(x: Tensor, dropout: Dropout): Tensor {
    const gate = this.#activation(this.#project('gate_proj', x, dropout)); // [B·T, F]
    return this.#project('down_proj', tf.mul(gate, this.#project('up_proj', x, dropout)), dropout);
  }

  #project(name: string, x: Tensor, dropout: Dropout): Tensor {
    return findProjection(this.projections, name).apply(x, dropout);
  }
}

/** [B, T, H, K] -> [B, H, T, K] */
function headsFirst(x: Tensor): Tensor {
  return tf.transpose(x, [0, 2, 1, 3]);
}
