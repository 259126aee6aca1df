import { type Parameter, type Tensor, tf } from '@lamella/core/engine';

/** Layer normalisation over the last axis (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) · weight + bias. */
export class LayerNorm {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #epsilon: number;

  /** @param weight [D] @param bias [D] */
  constructor(weight: Parameter, bias: Parameter, epsilon: number) {
    this.weight = weight;
    this.bias = bias;
    this.#epsilon = epsilon;
  }

  /** @param x [n, D] @returns [n, D] */
  apply(x: Tensor): Tensor {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true); // [n, 1]
    const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, this.#epsilon)));
    return tf.add(tf.mul(normalised, this.weight.value()), this.bias.value());
  }
}
