import { executeOwn, hasOwnKernels } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** The input of a layer normalisation, and its parameters. */
export interface LayerNormInputs {
  /** [n, D] */
  readonly x: Tensor;
  /** Added to x first, [n, D]: what a residual connection leads around a sublayer. */
  readonly residual?: Tensor | undefined;
  /** [D] */
  readonly weight: Tensor;
  /** [D]; zeros if it is left out. */
  readonly bias?: Tensor | undefined;
  readonly epsilon: number;
}

/** The same, with the zeros. */
type BiasedInputs = LayerNormInputs & { readonly bias: Tensor };

/** x̂ = (z - mean(z)) r with r = 1 / sqrt(variance(z) + epsilon) and z = x + residual. */
interface Normalised {
  /** x̂ · weight + bias, [n, D] */
  readonly value: Tensor;
  /** x̂, [n, D] */
  readonly normalised: Tensor;
  /** r, [n, 1] */
  readonly scale: Tensor;
}

/**
 * Layer normalisation over the last axis (Ba et al. 2016) of a sum. With g = dy · weight the gradients are
 * dx = dresidual = r (g - mean(g) - x̂ mean(g x̂)), dweight = Σ dy x̂ and dbias = Σ dy: only x̂ and r are kept for the backward pass. On a CPU
 * ops of the binding's own compute value and dx in one pass each (`layer_norm_kernel.h`).
 *
 * @returns [n, D]; caller disposes
 */
export function layerNorm({ x, residual, weight, bias: given, epsilon }: LayerNormInputs): Tensor {
  const bias = given ?? tf.zerosLike(weight);
  const forward = hasOwnKernels() ? byKernel : normaliseByOps;
  const addends = residual === undefined ? [x] : [x, residual];
  return tf.customGrad((...inputs) => {
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc;
    const [factor, shift] = inputs.slice(addends.length) as [Tensor, Tensor];
    const terms = inputs.slice(0, addends.length) as Tensor[];
    const { value, normalised, scale } = forward({
      x: terms[0] as Tensor,
      residual: terms[1],
      weight: factor,
      bias: shift,
      epsilon,
    });
    save([normalised, scale, factor]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept, factors, weights] = saved as [Tensor, Tensor, Tensor];
        const dx = inputGradient(dy, { normalised: kept, scale: factors, weight: weights });
        return [dx, ...addends.slice(1).map(() => dx.clone()), tf.sum(tf.mul(dy, kept), 0), tf.sum(dy, 0)];
      },
    };
  })(...addends, weight, bias);
}

function byKernel({ x, residual, weight, bias, epsilon }: BiasedInputs): Normalised {
  const inputs = [x, undefined, residual, weight, bias];
  const [value, normalised, scale] = executeOwn('LamellaLayerNorm', inputs, {
    numOutputs: 3,
    numbers: { epsilon },
  }) as [Tensor, Tensor, Tensor];
  return { value, normalised, scale };
}

/** The same by TensorFlow's ops. */
export function normaliseByOps({ x, residual, weight, bias, epsilon }: BiasedInputs): Normalised {
  const sum = residual === undefined ? x : tf.add(x, residual);
  const centred = tf.sub(sum, tf.mean(sum, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const normalised = tf.mul(centred, scale);
  return { value: tf.add(tf.mul(normalised, weight), bias), normalised, scale };
}

function inputGradient(
  dy: Tensor,
  kept: { readonly normalised: Tensor; readonly scale: Tensor; readonly weight: Tensor },
): Tensor {
  if (!hasOwnKernels()) return inputGradientByOps(dy, kept);
  const { normalised, scale, weight } = kept;
  const [dx] = executeOwn('LamellaLayerNormGradient', [dy, normalised, scale, weight], { numOutputs: 1 });
  return dx as Tensor;
}

/** The same by TensorFlow's ops. */
export function inputGradientByOps(
  dy: Tensor,
  {
    normalised,
    scale,
    weight,
  }: { readonly normalised: Tensor; readonly scale: Tensor; readonly weight: Tensor },
): Tensor {
  const g = tf.mul(dy, weight);
  const along = tf.mean(tf.mul(g, normalised), -1, true); // [n, 1]
  return tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), tf.mul(normalised, along)), scale);
}
