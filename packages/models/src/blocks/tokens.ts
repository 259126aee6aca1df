import { type Tensor, tf } from '@lamella/core/engine';

/** The first token (CLS) of every row: [B, T, D] -> [B, D]. */
export function firstToken(hidden: Tensor): Tensor {
  const [batchSize = 0, , size = 0] = hidden.shape;
  return tf.reshape(tf.slice(hidden, [0, 0, 0], [batchSize, 1, size]), [batchSize, size]);
}
