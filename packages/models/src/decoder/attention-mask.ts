import { type Tensor, tf } from '@lamella/engine';
import { additive } from '../blocks/attention.ts';

/**
 * Which tokens each token sees in one forward pass: itself and those before it that are not padding, of these the last
 * `window` if there is a window.
 *
 * Padding sees nothing, which softmax turns into equal weights for all T tokens; so it is in transformers too.
 *
 * @param attentionMask [B, T] int32, padding on either side
 * @param window the number of tokens that are seen, the token itself included
 * @returns [B, 1, 1, T, T], additive
 */
export function causalMask(attentionMask: Tensor, window: number | undefined): Tensor {
  const [batchSize = 0, length = 0] = attentionMask.shape;
  const positions = tf.range(0, length, 1, 'int32');
  const distance = tf.sub(tf.reshape(positions, [length, 1]), tf.reshape(positions, [1, length])); // [T, T]
  const isBefore = tf.greaterEqual(distance, 0);
  const isNear = window === undefined ? isBefore : tf.logicalAnd(isBefore, tf.less(distance, window));
  const isToken = tf.reshape(tf.cast(attentionMask, 'bool'), [batchSize, 1, 1, 1, length]);
  return additive(tf.logicalAnd(isToken, tf.reshape(isNear, [1, 1, 1, length, length])));
}
