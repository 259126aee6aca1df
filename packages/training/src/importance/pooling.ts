import { type Tensor, tf } from '@lamella/engine';

/** Which vector of a sequence stands for it. */
export type Pooling = 'cls' | 'last' | 'last-content' | 'mean';

/** All poolings, for specs and the command line. */
export const POOLINGS: readonly Pooling[] = ['cls', 'last', 'last-content', 'mean'];

/**
 * One vector per sequence: that of the first token (CLS), that of the last token that is not padding, or the mean over all
 * tokens that are not. (The paper's decoders pad with the end-of-text token, so that one at the end of a text counts as
 * padding too: encode the texts without it.) The last token of the content is the last one before the ending that most texts share.
 *
 * @param hidden [B, T, D]
 * @param attentionMask [B, T] int32, padding on the right; of the last token of the content, without the ending (`contentMask`)
 * @returns [B, D]
 */
export function pool(hidden: Tensor, attentionMask: Tensor, pooling: Pooling): Tensor {
  const [batchSize = 0, length = 0, size = 0] = hidden.shape;
  const weights = poolingWeights(attentionMask, pooling); // [B, T]
  // One matmul serves all poolings: weights [B, 1, T] times hidden [B, T, D].
  return tf.reshape(tf.matMul(tf.reshape(weights, [batchSize, 1, length]), hidden), [batchSize, size]);
}

/** How much each token counts: [B, T], each row summing to 1. */
function poolingWeights(attentionMask: Tensor, pooling: Pooling): Tensor {
  const [batchSize = 0, length = 0] = attentionMask.shape;
  const mask = tf.cast(attentionMask, 'float32');
  const numTokens = tf.sum(mask, 1, true); // [B, 1]
  if (pooling === 'mean') return tf.div(mask, numTokens);
  const positions = tf.tile(tf.reshape(tf.range(0, length, 1, 'int32'), [1, length]), [batchSize, 1]);
  const wanted = pooling === 'cls' ? tf.zerosLike(positions) : tf.cast(tf.sub(numTokens, 1), 'int32');
  return tf.cast(tf.equal(positions, wanted), 'float32');
}
