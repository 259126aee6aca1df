import { attentionSoftmax, type Dropout, type Tensor, tf } from '@lamella/engine';
import type { AttentionShape } from '../blocks/attention.ts';

/** Inputs of disentangled attention. The tables have a row per distance, see {@link DistanceRows}. */
export interface DisentangledInputs {
  /** Each [B·T, D]. */
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  /** Keys of distances for content to position, [2T, D], from far ahead of the query to far behind it. */
  readonly positionKeys: Tensor | undefined;
  /** Queries of distances for position to content, [2T, D], the other way round. */
  readonly positionQueries: Tensor | undefined;
}

/**
 * Multi-head disentangled attention (He et al. 2021, equation 4): with the distance d = i - j of query i and key j,
 * softmax((Q_i K_jᵀ + Q_i P_dᵀ + K_j R_dᵀ) / sqrt(n K) + mask) V, where n counts the kinds of scores.
 *
 * @param mask additive, [1, B, 1, T]
 * @returns the heads' contexts side by side, [B·T, D]
 */
export function attendDisentangled(
  inputs: DisentangledInputs,
  mask: Tensor | undefined,
  options: AttentionShape & {
    readonly numScores: number;
    readonly dropout: Dropout;
    readonly dropoutRate: number;
  },
): Tensor {
  const { positionKeys, positionQueries } = inputs;
  const headSize = (inputs.query.shape[1] ?? 0) / options.numHeads;
  const query = splitHeads(inputs.query, options); // [H, B, T, K]
  const key = splitHeads(inputs.key, options); // [H, B, T, K]
  let scores = tf.matMul(query, key, false, true); // [H, B, T, T]
  if (positionKeys !== undefined) {
    scores = tf.add(scores, distanceScores(query, positionKeys));
  }
  if (positionQueries !== undefined) {
    const ofKeys = distanceScores(key, positionQueries); // [H, B, T, T], keys first
    scores = tf.add(scores, tf.transpose(ofKeys, [0, 1, 3, 2]));
  }
  const scale = 1 / Math.sqrt(headSize * options.numScores);
  const probabilities = attentionSoftmax(scores, { scale, mask });
  const weights = dropWeights(probabilities, options);
  return mergeHeads(tf.matMul(weights, splitHeads(inputs.value, options))); // [B·T, D]
}

/** Drops elements of weights [H, B, T, T], whose queries are tokens. */
function dropWeights(
  weights: Tensor,
  { dropout, dropoutRate, batchSize, length, numHeads }: Parameters<typeof attendDisentangled>[2],
): Tensor {
  const rows = tf.reshape(weights, [1, numHeads, batchSize * length, length]);
  return tf.reshape(dropout.apply(rows, dropoutRate), weights.shape);
}

/**
 * Scores of content with the distance to every other token.
 *
 * @param content [H, B, T, K]
 * @param table [2T, D]: the row of token j, seen from token i, is j - i + T - 1; the last one is never looked at
 * @returns [H, B, T, T]
 */
function distanceScores(content: Tensor, table: Tensor): Tensor {
  const [numHeads = 0, batchSize = 0, length = 0, headSize = 0] = content.shape;
  const perHead = tf.transpose(tf.reshape(table, [2 * length, numHeads, headSize]), [1, 0, 2]); // [H, 2T, K]
  const rows = tf.reshape(content, [numHeads, batchSize * length, headSize]);
  const byDistance = tf.matMul(rows, perHead, false, true); // [H, B·T, 2T]
  return alignDistances(byDistance, [numHeads, batchSize, length]);
}

/**
 * Brings column j - i + T - 1 of row i to column j. Row by row in memory, the wanted elements of successive rows lie 2T - 1
 * apart: dropping the first T - 1 elements and reading the rest in rows of 2T - 1 lines them up, without a gather
 * (Huang et al. 2018, "skewing").
 *
 * @param x [H, B·T, 2T]
 * @returns [H, B, T, T]
 */
function alignDistances(x: Tensor, [numHeads, batchSize, length]: readonly [number, number, number]): Tensor {
  const n = numHeads * batchSize;
  const flat = tf.reshape(x, [n, length * 2 * length]);
  const shifted = tf.slice(flat, [0, length - 1], [n, length * (2 * length - 1)]);
  const aligned = tf.reshape(shifted, [n, length, 2 * length - 1]);
  return tf.reshape(tf.slice(aligned, [0, 0, 0], [n, length, length]), [numHeads, batchSize, length, length]);
}

/** Heads first: the tables of distances, which all rows of a batch share, then need no copy per row. */
function splitHeads(x: Tensor, { batchSize, length, numHeads }: AttentionShape): Tensor {
  const headSize = (x.shape[1] ?? 0) / numHeads;
  return tf.transpose(tf.reshape(x, [batchSize, length, numHeads, headSize]), [2, 0, 1, 3]); // [H, B, T, K]
}

function mergeHeads(x: Tensor): Tensor {
  const [numHeads = 0, batchSize = 0, length = 0, headSize = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [1, 2, 0, 3]), [batchSize * length, numHeads * headSize]);
}
