import {
  attentionSoftmax,
  type Dropout,
  hasOwnKernels,
  segmentAttention,
  type Tensor,
  tf,
} from '@lamella/engine';
import type { TextPlaces } from './tokens.ts';

/** Added to the scores of padding before the softmax: exp of it is exactly zero in float32. */
export const MASKED = -1e9;

/** The sizes of a batch on its way through attention. */
export interface AttentionShape {
  /** B */
  readonly batchSize: number;
  /** T */
  readonly length: number;
  /** H */
  readonly numHeads: number;
}

/** A mask in the form that is added to attention scores: 0 where true, a large negative number where false. */
export function additive(isSeen: Tensor): Tensor {
  return tf.mul(tf.sub(1, tf.cast(isSeen, 'float32')), MASKED);
}

/**
 * Which tokens see one another: by a `mask` that is added to the scores and broadcast to [B, H, Q, T], or by `segments` [n] int32, the
 * text of each token (the only one that it sees; -1 for padding), whose tokens follow one another.
 */
export type Sight = Readonly<Partial<Record<'mask' | 'segments', Tensor>>>;

/**
 * What an encoder's tokens see: those of their own text.
 *
 * @returns a mask [B, 1, 1, T]; for packed rows the text of each token, or on a GPU a mask [R, 1, T, T]
 */
export function textSight({ attentionMask, packing }: TextPlaces): Sight {
  if (packing === undefined) return { mask: additiveMask(attentionMask) };
  const { segments } = packing;
  return hasOwnKernels()
    ? { segments: tf.reshape(segments, [segments.size]) }
    : { mask: segmentMask(segments) };
}

/**
 * The mask of local attention: a token sees those that are at most so far away from it, on either side.
 *
 * @param length T
 * @returns [1, 1, T, T], additive
 */
export function windowMask(length: number, distance: number): Tensor {
  const positions = tf.range(0, length, 1, 'int32');
  const between = tf.abs(tf.sub(tf.reshape(positions, [length, 1]), tf.reshape(positions, [1, length])));
  return tf.reshape(additive(tf.lessEqual(between, distance)), [1, 1, length, length]);
}

/**
 * The mask in the form that is added to attention scores.
 *
 * @param attentionMask [B, T] int32
 * @returns [B, 1, 1, T]: 0 for tokens, a large negative number for padding
 */
export function additiveMask(attentionMask: Tensor): Tensor {
  const [batchSize = 0, length = 0] = attentionMask.shape;
  const isPadding = tf.sub(1, tf.cast(attentionMask, 'float32'));
  return tf.reshape(tf.mul(isPadding, MASKED), [batchSize, 1, 1, length]);
}

/**
 * The mask of rows that hold several texts, in the form that is added to attention scores: a token sees those of its own text,
 * and padding sees padding.
 *
 * @param segments [R, T] int32, which text a token belongs to
 * @returns [R, 1, T, T]: 0 within a text, a large negative number elsewhere
 */
export function segmentMask(segments: Tensor): Tensor {
  const [numRows = 0, length = 0] = segments.shape;
  const queries = tf.reshape(segments, [numRows, 1, length, 1]);
  const keys = tf.reshape(segments, [numRows, 1, 1, length]);
  return tf.mul(tf.cast(tf.notEqual(queries, keys), 'float32'), MASKED);
}

/** Options of attention besides its sizes. */
export interface AttentionOptions extends AttentionShape {
  /** Its keys are those of the queries, or with segments of all tokens. */
  readonly dropout: Dropout;
  readonly dropoutRate: number;
  /** How far a token sees on either side, where it sees its text by `segments`; a mask says it otherwise. @default any distance */
  readonly distance?: number | undefined;
  /** [Q] int32, with segments: which token each query is of; each token has one unless given. */
  readonly places?: Tensor | undefined;
}

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017): softmax(Q Kᵀ / sqrt(K) + mask) V.
 *
 * @param qkv queries [B·Q, D] of all tokens (Q = T) or of some, keys and values [B·T, D]
 * @param sight empty if every token sees all
 * @returns the heads' contexts side by side, [B·Q, D]; with segments zero where there is padding
 */
export function attend(
  qkv: { readonly query: Tensor; readonly key: Tensor; readonly value: Tensor },
  { mask, segments }: Sight,
  options: AttentionOptions,
): Tensor {
  if (segments !== undefined) {
    const { numHeads, distance, places, dropout, dropoutRate } = options;
    const sight = { numHeads, before: distance, after: distance, dropout: dropout.use(dropoutRate) };
    return segmentAttention({ ...qkv, segments, places }, sight);
  }
  const headSize = (qkv.query.shape[1] ?? 0) / options.numHeads;
  const query = splitHeads(qkv.query, options); // [B, H, Q, K]
  const scores = tf.matMul(query, splitHeads(qkv.key, options), false, true); // [B, H, Q, T]
  const probabilities = attentionSoftmax(scores, { scale: 1 / Math.sqrt(headSize), mask });
  const weights = options.dropout.apply(probabilities, options.dropoutRate);
  return mergeHeads(tf.matMul(weights, splitHeads(qkv.value, options))); // [B·Q, D]
}

function splitHeads(x: Tensor, { batchSize, numHeads }: Omit<AttentionShape, 'length'>): Tensor {
  const [rows = 0, size = 0] = x.shape;
  const heads = tf.reshape(x, [batchSize, rows / batchSize, numHeads, size / numHeads]);
  return tf.transpose(heads, [0, 2, 1, 3]); // [B, H, Q or T, K]
}

function mergeHeads(x: Tensor): Tensor {
  const [batchSize = 0, numHeads = 0, length = 0, headSize = 0] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batchSize * length, numHeads * headSize]);
}
