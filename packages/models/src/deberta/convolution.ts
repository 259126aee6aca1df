import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import { firstToken } from '../blocks/tokens.ts';
import type { Projection } from '../blocks/projection.ts';
import type { EncoderBlock, EncoderPass } from '../encoder/encoder-body.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import type { DebertaContext } from './deberta-layer.ts';
import type { ConvolutionConfig } from './read-convolution.ts';

/** What a convolved layer shares with others in a pass: the mask too, [B, T], 1 for a token and 0 for padding. */
export type ConvolvedContext = DebertaContext & { readonly attentionMask?: Tensor };

type Pass = EncoderPass<ConvolvedContext>;

/** A layer with the convolution beside it. It reads rows of one text each. */
export class ConvolvedLayer implements EncoderBlock<ConvolvedContext> {
  readonly projections: Map<string, Projection>;
  readonly #layer: EncoderBlock<DebertaContext>;
  readonly #convolution: Convolution;

  constructor(layer: EncoderBlock<DebertaContext>, convolution: Convolution) {
    this.projections = layer.projections;
    this.#layer = layer;
    this.#convolution = convolution;
  }

  /** @param x [B·T, D] @returns [B·T, D] */
  forward(x: Tensor, pass: Pass): Tensor {
    return this.#convolution.apply(x, this.#layer.forward(x, pass), pass);
  }

  /** @param x [B·T, D] @returns [B, D] */
  forwardFirst(x: Tensor, pass: Pass): Tensor {
    return firstToken(tf.reshape(this.forward(x, pass), [pass.batchSize, pass.length, -1]));
  }
}

/**
 * The convolution of DeBERTa-v2 xlarge and xxlarge (transformers' `ConvLayer`): it runs beside the first layer over the
 * embeddings, and its output is added to the layer's and normalised.
 */
export class Convolution {
  readonly #weight: Parameter; // [D, D / G, k]
  readonly #bias: Parameter; // [D]
  readonly #norm: LayerNorm;
  readonly #activation: Activation;
  readonly #settings: ConvolutionConfig;
  readonly #dropoutRate: number;

  /** @param weights the module's own weights, names relative to it */
  constructor(weights: WeightSource, config: DebertaConfig, settings: ConvolutionConfig) {
    const { hiddenSize: D, layerNormEpsilon, hiddenDropout } = config;
    const { kernelSize, numGroups } = settings;
    this.#weight = weights.parameter('conv.weight', [D, D / numGroups, kernelSize], 'normal');
    this.#bias = weights.parameter('conv.bias', [D], 'zeros');
    this.#norm = weights.layerNorm('LayerNorm', D, { epsilon: layerNormEpsilon });
    this.#activation = findActivation(settings.activation);
    this.#settings = settings;
    this.#dropoutRate = hiddenDropout;
  }

  /**
   * norm(output + activation(dropout(mask · convolve(x)))) · mask
   *
   * @param x the embeddings, [B·T, D] @param output of the first layer, [B·T, D]
   * @returns R_1, [B·T, D]
   */
  apply(x: Tensor, output: Tensor, pass: Pass): Tensor {
    const { dropout, context } = pass;
    const { attentionMask = tf.ones([pass.batchSize, pass.length]) } = context;
    const isToken = tf.reshape(tf.cast(attentionMask, 'float32'), [attentionMask.size, 1]); // [B·T, 1]
    const convolved = tf.mul(this.#convolve(x, pass), isToken);
    const seen = this.#activation(dropout.apply(convolved, this.#dropoutRate));
    return tf.mul(this.#norm.apply(seen, output), isToken);
  }

  /** Every token's neighbours side by side, times one matrix per group; beyond the ends there are zeros. */
  #convolve(x: Tensor, { batchSize: B, length: T }: Pass): Tensor {
    const { kernelSize: k, numGroups: G } = this.#settings;
    const D = x.shape[1] ?? 0;
    const zeros = tf.zeros([B, (k - 1) / 2, D]);
    const padded =
      k === 1 ? tf.reshape(x, [B, T, D]) : tf.concat([zeros, tf.reshape(x, [B, T, D]), zeros], 1);
    const shifted = Array.from({ length: k }, (_, j) => tf.slice(padded, [0, j, 0], [B, T, D])); // each [B, T, D]
    const perGroup = Array.from({ length: G }, (_, g) => {
      const columns = shifted.map((each) => tf.slice(each, [0, 0, (g * D) / G], [B, T, D / G]));
      const rows = tf.reshape(tf.concat(columns, 2), [B * T, (k * D) / G]);
      const weight = tf.slice(this.#weight.value(), [(g * D) / G, 0, 0], [D / G, D / G, k]);
      const matrix = tf.reshape(tf.transpose(weight, [0, 2, 1]), [D / G, (k * D) / G]); // [out, k, in] in rows
      return tf.matMul(rows as tf.Tensor2D, matrix as tf.Tensor2D, false, true); // [B·T, D / G]
    });
    return tf.add(tf.concat(perGroup, 1), this.#bias.value()); // [B·T, D]
  }
}
