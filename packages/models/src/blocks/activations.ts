import { UserError } from '@lamella/core';
import { type Tensor, tf } from '@lamella/core/engine';

/** An elementwise function. */
export type Activation = (x: Tensor) => Tensor;

/** x · Φ(x) with the exact normal distribution function (Hendrycks and Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** GELU with its tanh approximation. */
export function geluTanh(x: Tensor): Tensor {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

/** x · sigmoid(1.702 x), as CLIP has it (Hendrycks and Gimpel 2016). */
export function quickGelu(x: Tensor): Tensor {
  return tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));
}

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  quick_gelu: quickGelu,
  relu: tf.relu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: tf.tanh,
};

/** The function that a config.json names in `hidden_act`. */
export function findActivation(name: string): Activation {
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (activation === undefined) {
    throw new UserError(
      `Expected hidden_act to be one of ${Object.keys(ACTIVATIONS).join(', ')}, found "${name}" in config.json.`,
    );
  }
  return activation;
}
