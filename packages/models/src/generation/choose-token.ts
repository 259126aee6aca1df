import { UserError } from '@lamella/core';
import { statelessUniform, type Tensor, tf } from '@lamella/engine';
import { restrictTokens, type TokenRestriction } from './restrict-tokens.ts';

/** How a token is drawn from the logits; without it, the most likely one is taken. */
export interface Sampling extends TokenRestriction {
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
  const allowed = restrictTokens(tf.div(logits, sampling.temperature), sampling);
  const uniform = tf.maximum(statelessUniform(logits.shape, seed), 1e-20);
  const noise = tf.neg(tf.log(tf.neg(tf.log(uniform))));
  return tf.argMax(tf.add(allowed, noise), -1);
}

/** @throws {UserError} for a temperature, k, p or least share that nothing can be drawn with */
export function checkSampling({ temperature, topK, topP, minP }: Sampling): void {
  const mistake = (name: string, expected: string, found: number): UserError =>
    new UserError(`Expected \`${name}\` to be ${expected}, got ${found}.`, { exitCode: 2 });
  if (!(temperature > 0 && temperature < Infinity)) throw mistake('temperature', 'above 0', temperature);
  if (topK !== undefined && !(Number.isSafeInteger(topK) && topK > 0))
    throw mistake('topK', 'a whole number of at least 1', topK);
  if (topP !== undefined && !(topP > 0 && topP <= 1)) throw mistake('topP', 'above 0 and at most 1', topP);
  if (minP !== undefined && !(minP > 0 && minP <= 1)) throw mistake('minP', 'above 0 and at most 1', minP);
}
