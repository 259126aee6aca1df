import { type Dropout, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import { attend, type Sight } from '../blocks/attention.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { findProjection, type Projection } from '../blocks/projection.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { EncoderBlock, EncoderPass } from './encoder-body.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { encoderMaps } from './encoder-shape.ts';

/** The context that the layers of BERT and RoBERTa share. */
export type PostNormContext = Sight;

type Pass = EncoderPass<PostNormContext>;

/** The tokens that a layer's output is wanted of. */
interface LayerRows {
  readonly rows: Tensor;
  readonly x: Tensor;
  readonly places?: Tensor;
  readonly dropout: Dropout;
}

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
    return this.#forwardRows({ rows: x, x, dropout: pass.dropout }, pass);
  }

  /**
   * The other tokens give keys and values only, a sixth of their work; under a mask for rows that hold several texts queries as
   * well: such a row has no fixed number of first tokens.
   *
   * @param x [B·T, D] @returns [B, D] or [S, D]
   */
  forwardFirst(x: Tensor, pass: Pass, starts: Tensor | undefined): Tensor {
    const dropout = pass.dropoutOfTexts;
    if (starts !== undefined)
      return this.#forwardRows({ rows: tokensAt(x, starts), x, places: starts, dropout }, pass);
    const first = firstToken(tf.reshape(x, [pass.batchSize, pass.length, -1])); // [B, D]
    return this.#forwardRows({ rows: first, x, dropout }, pass);
  }

  /**
   * @param input.rows the tokens that the output is wanted of, [n, D]
   * @param input.x all tokens, [B·T, D]
   * @param input.places which of all tokens `rows` are, if there isn't the same number in each row of the batch
   * @param input.dropout of the rows
   * @returns [n, D]
   */
  #forwardRows({ rows, x, places, dropout }: LayerRows, pass: Pass): Tensor {
    const { hiddenDropout, attentionDropout: dropoutRate } = this.#config;
    const { context: sight, dropout: ofTokens } = pass;
    const project = (name: string, input: Tensor): Tensor =>
      findProjection(this.projections, name).apply(input, input === x ? ofTokens : dropout);
    const areAllAsked = places !== undefined && sight.segments === undefined;
    const qkv = {
      query: project('query', areAllAsked ? x : rows),
      key: project('key', x),
      value: project('value', x),
    };
    const ofQueries = places === undefined ? dropout : ofTokens;
    const contexts = attend(qkv, sight, { ...pass, dropout: ofQueries, dropoutRate, places }); // [n, D] or [B·T, D]
    const context = areAllAsked ? tokensAt(contexts, places) : contexts; // [n, D]
    const attended = dropout.apply(project('attention.output.dense', context), hiddenDropout);
    const middle = this.#attentionNorm.apply(attended, rows);
    const expanded = this.#activation(project('intermediate.dense', middle)); // [n, F]
    const output = dropout.apply(project('output.dense', expanded), hiddenDropout); // [n, D]
    return this.#outputNorm.apply(output, middle);
  }
}
