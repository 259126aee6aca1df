import { executeOwn } from '../native/own-kernels.ts';
import type { Tensor } from '../native/tf.ts';

/** Inputs of {@link attendToCache}. */
export interface CacheAttentionInputs {
  /** [B, H·K], not rotated */
  readonly query: Tensor;
  /** [B, KV·K], not rotated */
  readonly key: Tensor;
  /** [B, KV·K] */
  readonly value: Tensor;
  /** [B, KV, C, K]: the rotated keys of earlier tokens, the place p in the slot p mod C; written to */
  readonly keys: Tensor;
  /** [B, KV, C, K], likewise; written to */
  readonly values: Tensor;
  /** K numbers, of the new tokens' place, like the sines */
  readonly cosine: Tensor;
  readonly sine: Tensor;
  /** Scalar int32: the place of the new tokens */
  readonly position: Tensor;
  /** [B] int32: the place of each row's first token */
  readonly begin: Tensor;
}

/**
 * Grouped-query attention of one new token per row to itself and to what a cache holds of earlier ones, in an op of the binding's own
 * (`cache_attention_kernel.h`): softmax(Q Kᵀ / sqrt(K)) V with rotated queries and keys.
 *
 * The cache is written in place: the new keys and values take their slots in the memory of `keys` and `values`, which nobody else may
 * share. On CPUs only.
 *
 * @param numHeads H
 * @returns the heads' contexts side by side, [B, H·K]; caller disposes
 */
export function attendToCache(inputs: CacheAttentionInputs, numHeads: number): Tensor {
  const { query, key, value, keys, values, cosine, sine, position, begin } = inputs;
  const numbers = { heads: numHeads, scale: 1 / Math.sqrt((query.shape[1] ?? 0) / numHeads) };
  const ordered = [query, key, value, keys, values, cosine, sine, position, begin];
  const [contexts] = executeOwn('LamellaCacheAttention', ordered, { numOutputs: 1, numbers });
  if (contexts === undefined) throw new Error('Expected the result of LamellaCacheAttention, got none');
  return contexts;
}
