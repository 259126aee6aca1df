import { keepsBfloat16 } from '../native/binding.ts';
import { executeOwn } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** The input of a normalisation by the root mean square, and its parameters. */
export interface RmsNormInputs {
  /** [n, D] */
  readonly x: Tensor;
  /** [D] */
  readonly factor: Tensor;
  readonly epsilon: number;
}

/**
 * Root mean square normalisation over the last axis (Zhang and Sennrich 2019): x̂ · factor with x̂ = x r and r = 1 / sqrt(mean(x²) + epsilon). With
 * g = dy · factor the gradients are dx = r (g - x̂ mean(g x̂)) and dfactor = Σ dy x̂: only x̂ and r are kept for the backward pass. In a step that
 * keeps activations in bfloat16, ops of the binding's own compute value and dx in one pass each (`rms_norm_kernel.h`).
 *
 * @returns [n, D]; caller disposes
 */
export function rmsNorm({ x, factor, epsilon }: RmsNormInputs): Tensor {
  if (!keepsBfloat16() || x.rank !== 2) return tf.mul(normalise(x, epsilon), factor);
  return tf.customGrad((input, weight, save) => {
    const [value, normalised, scale] = executeOwn('LamellaRmsNorm', [input as Tensor, weight as Tensor], {
      numOutputs: 3,
      numbers: { epsilon },
    }) as [Tensor, Tensor, Tensor];
    (save as tf.GradSaveFunc)([normalised, scale, weight as Tensor]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [dx] = executeOwn('LamellaRmsNormGradient', [dy, ...saved], { numOutputs: 1 });
        return [dx as Tensor, tf.sum(tf.mul(dy, saved[0] as Tensor), 0)];
      },
    };
  })(x, factor);
}

/** x̂, whose gradient is dx = r (dy - x̂ mean(dy x̂)). */
function normalise(x: Tensor, epsilon: number): Tensor {
  return tf.customGrad((value, save) => {
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(value as Tensor), -1, true), epsilon)); // r, [n, 1]
    const normalised = tf.mul(value as Tensor, scale);
    (save as tf.GradSaveFunc)([normalised, scale]);
    return {
      value: normalised,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept, factor] = saved as [Tensor, Tensor];
        return tf.mul(tf.sub(dy, tf.mul(kept, tf.mean(tf.mul(dy, kept), -1, true))), factor);
      },
    };
  })(x);
}
