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
    return normalise(x, { weight: this.weight.value(), bias: this.bias.value() }, this.#epsilon);
  }
}

/**
 * With x̂ = (x - mean) r, r = 1 / sqrt(variance + epsilon) and g = dy · weight, the gradients are
 * dx = r (g - mean(g) - x̂ mean(g x̂)), dweight = Σ dy x̂ and dbias = Σ dy: only x̂ and r are kept for the backward pass.
 */
function normalise(
  x: Tensor,
  { weight, bias }: { readonly weight: Tensor; readonly bias: Tensor },
  epsilon: number,
): Tensor {
  return tf.customGrad((...inputs) => {
    const [value, factor, shift, save] = inputs as [Tensor, Tensor, Tensor, tf.GradSaveFunc];
    const centred = tf.sub(value, tf.mean(value, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)); // r, [n, 1]
    const normalised = tf.mul(centred, scale); // x̂, [n, D]
    save([normalised, scale, factor]);
    return {
      value: tf.add(tf.mul(normalised, factor), shift),
      gradFunc: (dy: Tensor, saved: Tensor[]) => backward(dy, saved),
    };
  })(x, weight, bias);
}

function backward(dy: Tensor, saved: readonly Tensor[]): Tensor[] {
  const [normalised, scale, weight] = saved as [Tensor, Tensor, Tensor];
  const g = tf.mul(dy, weight);
  const along = tf.mean(tf.mul(g, normalised), -1, true); // [n, 1]
  const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), tf.mul(normalised, along)), scale);
  return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
}
