import { type Tensor, tf } from '@lamella/engine';

/** Which tokens may be drawn: all of them unless said otherwise. */
export interface TokenRestriction {
  /** The k most likely tokens; of equals at the border, all. */
  readonly topK?: number | undefined;
  /** The most likely tokens until their probabilities reach p (Holtzman et al. 2020, "nucleus"); at least one. */
  readonly topP?: number | undefined;
  /** Tokens of at least this share of the most likely one's probability (Nguyen et al. 2024). */
  readonly minP?: number | undefined;
}

/**
 * Logits with those of tokens that may not be drawn at -∞: first by `topK`, then by `topP` and by `minP` among
 * what is left, as transformers' `TopKLogitsWarper`, `TopPLogitsWarper` and `MinPLogitsWarper` do.
 *
 * @param logits [B, V], already divided by the temperature
 * @returns [B, V]
 */
export function restrictTokens(logits: Tensor, { topK, topP, minP }: TokenRestriction): Tensor {
  const kept = keepMostLikely(logits, topK, topP);
  if (minP === undefined) return kept;
  const smallest = tf.add(tf.max(kept, -1, true), Math.log(minP)); // log of minP times the largest probability
  return tf.where(tf.greaterEqual(kept, smallest), kept, tf.fill(logits.shape, -Infinity));
}

function keepMostLikely(logits: Tensor, topK: number | undefined, topP: number | undefined): Tensor {
  const [, V = 0] = logits.shape;
  if (topK === undefined && topP === undefined) return logits;
  const isSorted = topP !== undefined;
  const k = Math.min(topK ?? V, V);
  const { values } = tf.topk(logits, k, isSorted); // [B, k]
  const smallest = topP === undefined ? tf.min(values, -1, true) : smallestOfNucleus(values, topP); // [B, 1]
  return tf.where(tf.greaterEqual(logits, smallest), logits, tf.fill(logits.shape, -Infinity));
}

/**
 * The smallest logit of the nucleus: a token belongs to it if those before it have less than p together.
 *
 * @param sorted descending, [B, k] @returns [B, 1]
 */
function smallestOfNucleus(sorted: Tensor, p: number): Tensor {
  const before = tf.cumsum(tf.softmax(sorted), -1, true); // [B, k]
  return tf.min(tf.where(tf.less(before, p), sorted, tf.fill(sorted.shape, Infinity)), -1, true);
}
