import { type Tensor, tf } from '@lamella/engine';

/** Gradients after clipping, with their norm before it. */
export interface ClippedGradients {
  readonly gradients: readonly Tensor[];
  readonly norm: Tensor;
}

/**
 * Scales all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is the Euclidean norm of all of them together, as
 * torch.nn.utils.clip_grad_norm_ does.
 *
 * @param maxNorm 0 leaves them as they are
 */
export function clipGradients(gradients: readonly Tensor[], maxNorm: number): ClippedGradients {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  if (maxNorm <= 0) return { gradients, norm };
  const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
  return { gradients: gradients.map((gradient) => tf.mul(gradient, factor)), norm };
}
