import { type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import { attend } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderBlock, EncoderPass } from './encoder-body.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { encoderMaps } from './encoder-shape.ts';

/** The context that the layers of BERT and RoBERTa share. */
export interface PostNormContext extends Readonly<Record<string, Tensor>> {
  /** Additive, [B, 1, 1, T] or, for packed rows, [R, 1, T, T]. */
  readonly mask: Tensor;
}

type Pass = EncoderPass<PostNormContext>;

/** A post-norm transformer layer, as in BERT (Devlin et al. 2019) and RoBERTa. */
export class EncoderLayer implements EncoderBlock<PostNormContext> {
  readonly projections: Map<string, Projection>;
  readonly #attentionNorm: LayerNorm;
  readonly #outputNorm: LayerNorm;
  readonly #activation: Activation;
  readonly #config: EncoderConfig;

  /** @param weights the layer's own weights, names relative to it */
  constructor(weights: WeightSource, config: EncoderConfig) {
    const { hiddenSize: D } = config;
    this.projections = weights.linearMaps(encoderMaps(config));
    this.#attentionNorm = weights.layerNorm('attention.output.LayerNorm', D, {
      epsilon: config.layerNormEpsilon,
    });
    this.#outputNorm = weights.layerNorm('output.LayerNorm', D, { epsilon: config.layerNormEpsilon });
    this.#activation = findActivation(config.activation);
    this.#config = config;
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: Pass): Tensor {
    return this.#forwardRows({ rows: x, x }, pass);
  }

  /**
   * The other tokens give keys and values only, a sixth of their work; in rows that hold several texts queries as well: such a
   * row has no fixed number of first tokens.
   *
   * @param x [B·T, D] @returns [B, D] or [S, D]
   */
  forwardFirst(x: Tensor, pass: Pass, starts: Tensor | undefined): Tensor {
    if (starts !== undefined)
      return this.#forwardRows({ rows: tokensAt(x, starts), x, places: starts }, pass);
    const first = firstToken(tf.reshape(x, [pass.batchSize, pass.length, -1])); // [B, D]
    return this.#forwardRows({ rows: first, x }, pass);
  }

  /**
   * @param input.rows the tokens that the output is wanted of, [n, D]
   * @param input.x all tokens, [B·T, D]
   * @param input.places which of all tokens `rows` are, if there isn't the same number in each row of the batch
   * @returns [n, D]
   */
  #forwardRows(
    { rows, x, places }: { readonly rows: Tensor; readonly x: Tensor; readonly places?: Tensor },
    pass: Pass,
  ): Tensor {
    const { hiddenDropout, attentionDropout } = this.#config;
    const {
      dropout,
      context: { mask },
    } = pass;
    const project = (name: string, input: Tensor): Tensor =>
      findProjection(this.projections, name).apply(input, dropout);
    const qkv = {
      query: project('query', places === undefined ? rows : x),
      key: project('key', x),
      value: project('value', x),
    };
    const contexts = attend(qkv, mask, { ...pass, dropoutRate: attentionDropout }); // [n, D] or [B·T, D]
    const context = places === undefined ? contexts : tokensAt(contexts, places); // [n, D]
    const attended = dropout.apply(project('attention.output.dense', context), hiddenDropout);
    const middle = this.#attentionNorm.apply(attended, rows);
    const expanded = this.#activation(project('intermediate.dense', middle)); // [n, F]
    const output = dropout.apply(project('output.dense', expanded), hiddenDropout); // [n, D]
    return this.#outputNorm.apply(output, middle);
  }
}
