import { executeOwn } from '../native/own-kernels.ts';
import type { Tensor } from '../native/tf.ts';

/**
 * A tensor as one that is known only once another one is, without a copy: an op of the binding's own (`after_kernel.h`). In a compiled step,
 * what follows from it waits for the other, and is not merged with what follows from the tensor itself.
 *
 * @param x of any type @param known float32, of any shape
 * @returns caller disposes
 */
export function delayUntil(x: Tensor, known: Tensor): Tensor {
  const [same] = executeOwn('LamellaAfter', [x, known], { numOutputs: 1 });
  if (same === undefined) throw new Error('Expected the tensor that is to wait, got none');
  return same;
}
