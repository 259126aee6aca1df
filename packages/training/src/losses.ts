import { type Tensor, tf } from '@lamella/core/engine';

/** Whether labels are classes or real numbers. */
export type TaskKind = 'classification' | 'regression';

/**
 * Loss of each example: cross-entropy -log softmax(logits)[label], or squared error for regression. It is the negative
 * log-likelihood up to a constant.
 *
 * @param logits [B, C], or [B, 1] for regression
 * @param labels [B]
 * @returns [B]
 */
export function exampleLosses(kind: TaskKind, logits: Tensor, labels: Tensor): Tensor {
  const [batchSize = 0, numClasses = 0] = logits.shape;
  if (kind === 'regression') return tf.square(tf.sub(tf.reshape(logits, [batchSize]), labels));
  return crossEntropy(logits, tf.cast(labels, 'int32'), numClasses);
}

/** The mean of the examples' losses over the rows that are examples: Σ w l / Σ w. */
export function meanLoss(losses: Tensor, weights: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
}

/**
 * Cross-entropy row by row.
 *
 * @param logits [n, C] @param classes [n] int32 @returns [n]
 */
export function crossEntropy(logits: Tensor, classes: Tensor, numClasses: number): Tensor {
  const target = tf.oneHot(classes as tf.Tensor1D, numClasses); // [n, C]
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), target), -1));
}
