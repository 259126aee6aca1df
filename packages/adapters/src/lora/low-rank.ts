import { type Tensor, tf } from '@lamella/engine';

/** Two matrices whose product is a weight of low rank: B A, [out, in]. */
export interface LowRank {
  /** [R, in] */
  readonly a: Tensor;
  /** [out, R] */
  readonly b: Tensor;
}

/** factor · x Aᵀ Bᵀ: [n, in] to [n, out], by way of [n, R]. */
export function applyLowRank(x: Tensor, { a, b }: LowRank, factor: number): Tensor {
  const low = tf.matMul(x as tf.Tensor2D, a as tf.Tensor2D, false, true); // [n, R]
  return tf.mul(tf.matMul(low, b as tf.Tensor2D, false, true), factor); // [n, out]
}

/** factor · B A, [out, in]. Caller disposes. */
export function lowRankWeight({ a, b }: LowRank, factor: number): Tensor {
  return tf.tidy(() => tf.mul(tf.matMul(b as tf.Tensor2D, a as tf.Tensor2D), factor));
}
