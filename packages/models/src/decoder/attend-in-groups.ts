import { attentionSoftmax, type Dropout, type Tensor, tf } from '@lamella/engine';

/** Keys and values of S positions, each [B, KV, S, K]. */
export interface KeyValue {
  readonly key: Tensor;
  readonly value: Tensor;
}

/**
 * Scaled dot-product attention in which groups of H / KV queries share keys and values (Ainslie et al. 2023). The queries of
 * a group stand below each other in one matrix, so that shared keys and values are never copied.
 *
 * @param query [B, T, H, K]
 * @param seen of S positions
 * @returns the heads' contexts side by side, [B·T, H·K]
 */
export function attendInGroups(
  query: Tensor,
  { key, value }: KeyValue,
  options: { readonly mask?: Tensor | undefined; readonly dropout: Dropout; readonly dropoutRate: number },
): Tensor {
  const [batchSize = 0, length = 0, numHeads = 0, headSize = 0] = query.shape;
  const [, numGroups = 0, numSeen = 0] = key.shape; // KV, S
  const groupSize = numHeads / numGroups; // G
  const perGroup = [batchSize, numGroups, groupSize, length, numSeen]; // [B, KV, G, T, S]
  const stacked = [batchSize, numGroups, groupSize * length, numSeen]; // [B, KV, G·T, S]

  const groups = tf.reshape(query, [batchSize, length, numGroups, groupSize, headSize]);
  const queries = tf.reshape(tf.transpose(groups, [0, 2, 3, 1, 4]), [...stacked.slice(0, 3), headSize]); // [B, KV, G·T, K]
  const scores = tf.reshape(tf.matMul(queries, key, false, true), perGroup);
  const probabilities = attentionSoftmax(scores, { scale: 1 / Math.sqrt(headSize), mask: options.mask });
  const perHead = tf.reshape(probabilities, [batchSize, numHeads, length, numSeen]);
  const weights = tf.reshape(options.dropout.apply(perHead, options.dropoutRate), stacked);
  const contexts = tf.reshape(tf.matMul(weights, value), [batchSize, numGroups, groupSize, length, headSize]);
  return tf.reshape(tf.transpose(contexts, [0, 3, 1, 2, 4]), [batchSize * length, numHeads * headSize]);
}
