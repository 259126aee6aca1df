import type { Parameter } from '../weights/parameter.ts';
import { type Tensor, tf } from '../native/tf.ts';

/**
 * x Wᵀ of a frozen, quantised W, with the gradient dy W: each product dequantises W for itself once its other factor is known, so that a
 * compiled step holds the dequantised numbers of the product at hand alone, and none from the forward to the backward pass.
 *
 * @param x [n, in] @param weight [out, in]
 * @returns [n, out]; caller disposes
 */
export function multiplyByQuantized(x: Tensor, weight: Parameter): Tensor {
  const product = tf.customGrad((input) => ({
    value: tf.matMul(input as tf.Tensor2D, weight.value(input as Tensor) as tf.Tensor2D, false, true),
    gradFunc: (dy: Tensor) => tf.matMul(dy as tf.Tensor2D, weight.value(dy) as tf.Tensor2D),
  }));
  return product(x);
}
