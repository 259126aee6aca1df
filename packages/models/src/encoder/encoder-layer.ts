import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import { attend, type AttentionShape } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type { TransformerLayer } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { encoderMaps } from './encoder-shape.ts';

/** A post-norm transformer layer, as in BERT (Devlin et al. 2019) and RoBERTa. */
export class EncoderLayer implements TransformerLayer {
  readonly projections: Map<string, Projection>;
  readonly #attentionNorm: LayerNorm;
  readonly #outputNorm: LayerNorm;
  readonly #activation: Activation;
  readonly #config: EncoderConfig;

  /** @param weights the layer's own weights, names relative to it */
  constructor(weights: WeightSource, config: EncoderConfig) {
    const { hiddenSize: D } = config;
    this.projections = weights.linearMaps(encoderMaps(config));
    this.#attentionNorm = weights.layerNorm('attention.output.LayerNorm', D, { epsilon: config.layerNormEpsilon });
    this.#outputNorm = weights.layerNorm('output.LayerNorm', D, { epsilon: config.layerNormEpsilon });
    this.#activation = findActivation(config.activation);
    this.#config = config;
  }

  /** @param x [B·T, D] @param mask additive, [B, 1, 1, T] or, for packed rows, [B, 1, T, T] @returns [B·T, D] */
  forward(x: Tensor, mask: Tensor, options: AttentionShape & { readonly dropout: Dropout }): Tensor {
    return this.#forwardRows({ rows: x, x }, mask, options);
  }

  /**
   * The output of the first token of every text alone: what a classifier reads of the last layer. The other tokens give keys
   * and values only, a sixth of their work.
   *
   * @param x [B·T, D] @param mask [B, 1, 1, T], additive @returns [B, D]
   */
  forwardFirst(x: Tensor, mask: Tensor, options: AttentionShape & { readonly dropout: Dropout }): Tensor {
    const first = firstToken(tf.reshape(x, [options.batchSize, options.length, -1])); // [B, D]
    return this.#forwardRows({ rows: first, x }, mask, options);
  }

  /**
   * As `forwardFirst`, for rows that hold several texts. The other tokens give queries as well: a row has no fixed number of
   * first tokens.
   *
   * @param x [R·T, D] @param mask [R, 1, T, T], additive @param options.starts [S], each text's first token @returns [S, D]
   */
  forwardStarts(
    x: Tensor,
    mask: Tensor,
    options: AttentionShape & { readonly dropout: Dropout; readonly starts: Tensor },
  ): Tensor {
    const { starts } = options;
    return this.#forwardRows({ rows: tokensAt(x, starts), x, places: starts }, mask, options);
  }

  /**
   * @param input.rows the tokens that the output is wanted of, [n, D]
   * @param input.x all tokens, [B·T, D]
   * @param input.places which of all tokens `rows` are, if there isn't the same number in each row of the batch
   * @returns [n, D]
   */
  #forwardRows(
    { rows, x, places }: { readonly rows: Tensor; readonly x: Tensor; readonly places?: Tensor },
    mask: Tensor,
    options: AttentionShape & { readonly dropout: Dropout },
  ): Tensor {
    const { hiddenDropout, attentionDropout } = this.#config;
    const { dropout } = options;
    const project = (name: string, input: Tensor): Tensor =>
      findProjection(this.projections, name).apply(input, dropout);
    const qkv = {
      query: project('query', places === undefined ? rows : x),
      key: project('key', x),
      value: project('value', x),
    };
    const contexts = attend(qkv, mask, { ...options, dropoutRate: attentionDropout }); // [n, D] or [B·T, D]
    const context = places === undefined ? contexts : tokensAt(contexts, places); // [n, D]
    const attended = dropout.apply(project('attention.output.dense', context), hiddenDropout);
    const middle = this.#attentionNorm.apply(attended, rows);
    const expanded = this.#activation(project('intermediate.dense', middle)); // [n, F]
    const output = dropout.apply(project('output.dense', expanded), hiddenDropout); // [n, D]
    return this.#outputNorm.apply(output, middle);
  }
}
