import { keepsBfloat16 } from '../native/binding.ts';
import { executeOwn } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';
import type { WithDerivative } from './fused-gelu.ts';

/**
 * x · σ(x) with the logistic function σ, and its derivative σ(x) (1 + x (1 - σ(x))) (Elfwing et al. 2018). In a step that keeps activations in
 * bfloat16, an op of the binding's own computes both in one pass over memory (`silu_kernel.h`).
 *
 * @returns caller disposes
 */
export function siluWithDerivative(x: Tensor): WithDerivative {
  if (!keepsBfloat16()) {
    const gate = tf.sigmoid(x);
    const value = tf.mul(x, gate);
    return { value, derivative: tf.add(gate, tf.mul(value, tf.sub(1, gate))) };
  }
  const [value, derivative] = executeOwn('LamellaSilu', [x], { numOutputs: 2 }) as [Tensor, Tensor];
  return { value, derivative };
}
