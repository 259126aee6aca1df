import { statelessUniform, type Tensor, tf } from '@lamella/core/engine';

/** How a token is chosen from the logits: the most likely one unless said otherwise. */
export interface Sampling {
  /** Divides the logits before the softmax. */
  readonly temperature: number;
  readonly seed: number;
}

/**
 * The next token of each row: the most likely one (the first of equals), or one drawn from softmax(logits / temperature) by
 * adding Gumbel noise to it and taking the largest (Gumbel 1954).
 *
 * @param logits [B, V]
 * @param seed int32 [2] of this draw; unused without sampling
 * @returns [B] int32
 */
export function chooseToken(logits: Tensor, sampling: Sampling | undefined, seed: Tensor): Tensor {
  if (sampling === undefined) return tf.argMax(logits, -1);
  const uniform = tf.maximum(statelessUniform(logits.shape, seed), 1e-20);
  const noise = tf.neg(tf.log(tf.neg(tf.log(uniform))));
  return tf.argMax(tf.add(tf.div(logits, sampling.temperature), noise), -1);
}
