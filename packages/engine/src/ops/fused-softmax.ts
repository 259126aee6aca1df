import { executeOwn, hasOwnKernels } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';

/**
 * The weights of attention, softmax(scale · scores + mask) over the last axis. On a CPU an op of the binding's own computes them in
 * one pass over memory, and another one their gradient ds = scale · p (dp - Σ dp p) (`softmax_kernel.h`). Only p is kept for it.
 *
 * @param scores [..., T]
 * @param options.scale positive
 * @param options.mask added; of as many axes as the scores, and the same last one; others may be 1. It has no gradient.
 * @returns like the scores; caller disposes
 */
export function attentionSoftmax(
  scores: Tensor,
  { scale, mask }: { readonly scale: number; readonly mask?: Tensor | undefined },
): Tensor {
  if (!hasOwnKernels()) return attentionSoftmaxByOps(scores, { scale, mask });
  return tf.customGrad((x, save) => {
    const weights = run('LamellaSoftmax', [x as Tensor, mask], scale);
    (save as tf.GradSaveFunc)([weights]);
    return {
      value: weights,
      gradFunc: (dy: Tensor, saved: Tensor[]) => run('LamellaSoftmaxGradient', [dy, saved[0]], scale),
    };
  })(scores);
}

/** The same by TensorFlow's ops. */
export function attentionSoftmaxByOps(
  scores: Tensor,
  { scale, mask }: { readonly scale: number; readonly mask?: Tensor | undefined },
): Tensor {
  const scaled = tf.mul(scores, scale);
  return tf.softmax(mask === undefined ? scaled : tf.add(scaled, mask));
}

function run(type: string, inputs: readonly (Tensor | undefined)[], scale: number): Tensor {
  const [result] = executeOwn(type, inputs, { numOutputs: 1, numbers: { scale } });
  if (result === undefined) throw new Error(`Expected the result of ${type}, got none`);
  return result;
}
