import { type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import { attend, type Sight } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import { rotate, type Rotation } from '../blocks/rotary-embedding.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type { EncoderBlock, EncoderPass } from '../encoder/encoder-body.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { ModernBertConfig } from './modernbert-config.ts';
import { modernBertMaps } from './modernbert-shape.ts';

/** The context that the layers of one kind share in a pass. */
export type ModernBertContext = Readonly<Record<keyof Rotation, Tensor>> & Sight;

type Pass = EncoderPass<ModernBertContext>;

/** A pre-norm layer: attention with rotary positions, to all tokens or to near ones, then a gated feed-forward network. */
export class ModernBertLayer implements EncoderBlock<ModernBertContext> {
  readonly projections: Map<string, Projection>;
  /** The first layer has none: the embeddings are normalised. */
  readonly #attentionNorm: LayerNorm | undefined;
  readonly #mlpNorm: LayerNorm;
  readonly #activation: Activation;
  readonly #config: ModernBertConfig;
  /** How far the layer sees on either side; undefined for any distance. */
  readonly #distance: number | undefined;

  /** @param weights the layer's own weights, names relative to it */
  constructor(weights: WeightSource, config: ModernBertConfig, index: number) {
    const { hiddenSize: D, normEpsilon: epsilon, hasNormBias: hasBias } = config;
    this.#attentionNorm = index === 0 ? undefined : weights.layerNorm('attn_norm', D, { epsilon, hasBias });
    this.projections = weights.linearMaps(modernBertMaps(config));
    this.#mlpNorm = weights.layerNorm('mlp_norm', D, { epsilon, hasBias });
    this.#activation = findActivation(config.activation);
    this.#config = config;
    this.#distance = config.layerKinds[index] === 'sliding_attention' ? config.localDistance : undefined;
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: Pass): Tensor {
    return this.#complete(x, this.#attend(this.#projectInput(x, pass), pass), pass);
  }

  /** The other tokens give keys and values, and queries as well: one map gives all three. */
  forwardFirst(x: Tensor, pass: Pass, starts: Tensor | undefined): Tensor {
    const qkv = this.#projectInput(x, pass);
    const ofTexts = { ...pass, dropout: pass.dropoutOfTexts };
    if (starts !== undefined) {
      const contexts = this.#attend(qkv, pass); // [R·T, D]
      return this.#complete(tokensAt(x, starts), tokensAt(contexts, starts), ofTexts); // [S, D]
    }
    const first = (rows: Tensor): Tensor => firstToken(tf.reshape(rows, [pass.batchSize, pass.length, -1])); // [B, D]
    const { mask, ...rotation } = pass.context;
    const ofFirst = { ...ofTexts, context: { ...rotation, ...(mask && { mask: ofFirstQuery(mask) }) } };
    return this.#complete(first(x), this.#attend({ ...qkv, query: first(qkv.query) }, ofFirst), ofTexts);
  }

  /** Rotated queries and keys, and values, each [B·T, D]. */
  #projectInput(x: Tensor, pass: Pass): Record<'query' | 'key' | 'value', Tensor> {
    const { numHeads, context } = pass;
    const length = context.cosine.shape[0] ?? 0; // of a row, or of all rows together
    const normed = this.#attentionNorm?.apply(x) ?? x;
    const [query, key, value] = tf.split(this.#project('Wqkv', normed, pass), 3, -1) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const turn = (rows: Tensor): Tensor => {
      const heads = tf.reshape(rows, [-1, length, numHeads, this.#config.headSize]); // [B, T, H, K]
      return tf.reshape(rotate(heads, context), rows.shape);
    };
    return { query: turn(query), key: turn(key), value };
  }

  #attend(qkv: Parameters<typeof attend>[0], pass: Pass): Tensor {
    const options = { distance: this.#distance, dropoutRate: this.#config.attentionDropout };
    return attend(qkv, pass.context, { ...pass, ...options });
  }

  /** @param rows what the residual connection leads around attention, [n, D] @param contexts of the heads, [n, D] @returns [n, D] */
  #complete(rows: Tensor, contexts: Tensor, pass: Pass): Tensor {
    const attended = this.#project('attn.Wo', contexts, pass);
    const middle = tf.add(rows, pass.dropout.apply(attended, this.#config.attentionDropout));
    return tf.add(middle, this.#feedForward(this.#mlpNorm.apply(middle), pass));
  }

  /** Wo(activation(a) · b) with a and b the halves of Wi(x) (GeGLU, Shazeer 2020). */
  #feedForward(x: Tensor, pass: Pass): Tensor {
    const [input, gate] = tf.split(this.#project('Wi', x, pass), 2, -1) as [Tensor, Tensor]; // [n, F]
    const gated = tf.mul(this.#activation(input), gate);
    return this.#project('mlp.Wo', pass.dropout.apply(gated, this.#config.mlpDropout), pass);
  }

  #project(name: string, x: Tensor, { dropout }: Pass): Tensor {
    return findProjection(this.projections, name).apply(x, dropout);
  }
}

/** [B, 1, T, T] -> [B, 1, 1, T] */
function ofFirstQuery(mask: Tensor): Tensor {
  const [numMasks = 0, , , length = 0] = mask.shape;
  return tf.slice(mask, [0, 0, 0, 0], [numMasks, 1, 1, length]);
}
