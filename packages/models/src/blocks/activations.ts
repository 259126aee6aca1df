import { UserError } from '@lamella/core';
import {
  geluWithDerivative,
  siluWithDerivative,
  type Tensor,
  tf,
  type WithDerivative,
} from '@lamella/engine';
import { configReader, type Fields } from '@lamella/files';

/** An elementwise function. */
export type Activation = (x: Tensor) => Tensor;

/**
 * x · Φ(x) with the exact normal distribution function (Hendrycks and Gimpel 2016). Its derivative Φ(x) + x · φ(x), with the
 * normal density φ, is all that is kept for the backward pass.
 */
export const gelu: Activation = withDerivative(geluWithDerivative);

/** x · σ(x) with the logistic function σ (Elfwing et al. 2018); its derivative is σ(x) (1 + x (1 - σ(x))). */
export const silu: Activation = withDerivative(siluWithDerivative);

/** An elementwise function whose backward pass multiplies by a derivative that the forward pass has computed. */
function withDerivative(compute: (x: Tensor) => WithDerivative): Activation {
  return tf.customGrad((x, save) => {
    const { value, derivative } = compute(x as Tensor);
    (save as tf.GradSaveFunc)([derivative]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, saved[0] as Tensor) };
  });
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
  gelu_accurate: geluTanh,
  gelu_fast: geluTanh,
  gelu_new: geluTanh,
  gelu_python: gelu,
  gelu_pytorch_tanh: geluTanh,
  linear: (x) => x,
  quick_gelu: quickGelu,
  relu: tf.relu,
  relu2: (x) => tf.square(tf.relu(x)),
  sigmoid: tf.sigmoid,
  silu,
  swish: silu,
  tanh: tf.tanh,
};

/**
 * Reads an activation's name in a config.json, as transformers' `ACT2FN` has it.
 *
 * @param options.where the file's path, for errors
 * @throws {UserError} if it is not one of those that are there
 */
export function readActivation(
  source: Fields,
  key: string,
  { fallback, where }: { readonly fallback: string; readonly where: string },
): string {
  const name = configReader(source, where).text(key, fallback);
  if (Object.hasOwn(ACTIVATIONS, name)) return name;
  throw new UserError(
    `Expected "${key}" in ${where} to be one of ${Object.keys(ACTIVATIONS).join(', ')}, got ${JSON.stringify(name)}.`,
  );
}

/** The function of a name that {@link readActivation} has given. */
export function findActivation(name: string): Activation {
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (activation === undefined) throw new Error(`Expected the name of an activation, got ${name}`);
  return activation;
}
