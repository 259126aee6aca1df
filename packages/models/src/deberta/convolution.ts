import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import { type Activation, findActivation } from '../blocks/activations.ts';
import type { LayerNorm } from '../blocks/layer-norm.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DebertaConfig } from './deberta-config.ts';
import type { ConvolutionConfig } from './read-convolution.ts';

/** The part of a forward pass that a convolution reads. */
export interface ConvolutionPass {
  /** B */
  readonly batchSize: number;
  /** T */
  readonly length: number;
  /** [B, T]: 1 for a token, 0 for padding. */
  readonly attentionMask: Tensor;
  readonly dropout: Dropout;
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
  apply(x: Tensor, output: Tensor, pass: ConvolutionPass): Tensor {
    const { attentionMask, dropout } = pass;
    const isToken = tf.reshape(tf.cast(attentionMask, 'float32'), [attentionMask.size, 1]); // [B·T, 1]
    const convolved = tf.mul(this.#convolve(x, pass), isToken);
    const seen = this.#activation(dropout.apply(convolved, this.#dropoutRate));
    return tf.mul(this.#norm.apply(seen, output), isToken);
  }

  /** Every token's neighbours side by side, times one matrix per group; beyond the ends there are zeros. */
  #convolve(x: Tensor, { batchSize: B, length: T }: ConvolutionPass): Tensor {
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
