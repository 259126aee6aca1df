import type { DropoutUse } from './dropout.ts';
import { executeOwn } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** Inputs of {@link segmentAttention}. */
export interface SegmentAttentionInputs {
  /** [Q, H·K] */
  readonly query: Tensor;
  /** [n, KV·K], like the values */
  readonly key: Tensor;
  readonly value: Tensor;
  /** [n] int32: which text a token belongs to, the same for tokens that follow one another; -1 for padding */
  readonly segments: Tensor;
  /** [Q] int32: which token each query is of; each token has one unless given */
  readonly places?: Tensor | undefined;
  /** What the distance of two tokens adds to their score; KV = H then. */
  readonly distances?: DistanceTables | undefined;
}

/**
 * Tables of disentangled attention (He et al. 2021), each [2M, H·K] for distances below M: no text has more than M tokens. The last row of each
 * is never looked at.
 */
export interface DistanceTables {
  /** The row j - i + M - 1 meets the query i of the key j. */
  readonly ofKeys?: Tensor | undefined;
  /** The row i - j + M - 1 meets the key j of the query i. */
  readonly ofQueries?: Tensor | undefined;
}

/** How tokens see one another. */
export interface SegmentAttentionOptions {
  /** H */
  readonly numHeads: number;
  /** KV, by which H can be divided. @default H */
  readonly numKeyValueHeads?: number;
  /** Of the scores. @default 1 / sqrt(K) */
  readonly scale?: number;
  /** How many tokens before itself a token sees. @default all */
  readonly before?: number | undefined;
  /** How many tokens behind itself a token sees. @default all */
  readonly after?: number | undefined;
  /** Of the weights. */
  readonly dropout?: DropoutUse | undefined;
}

/**
 * Multi-head attention within each of several texts that lie one after another: softmax(scale · (Q_i K_jᵀ + Q_i P_dᵀ + K_j R_dᵀ)) V of each,
 * P and R the tables of distances d = i - j if there are any, in an op of the binding's own (`attention_kernel.h`) that keeps nothing but
 * its inputs for the backward pass. On CPUs only.
 *
 * @returns the heads' contexts side by side, [Q, H·K], zero where there is padding; caller disposes
 */
export function segmentAttention(
  { query, key, value, segments, places, distances = {} }: SegmentAttentionInputs,
  options: SegmentAttentionOptions,
): Tensor {
  const { dropout } = options;
  const numbers = toNumbers(options, query);
  const { ofKeys, ofQueries } = distances;
  const hasTables = ofKeys !== undefined || ofQueries !== undefined;
  const op = hasTables ? 'LamellaDistanceAttention' : 'LamellaAttention';
  return tf.tidy(() => {
    const none = tf.tensor1d([], 'int32');
    const noTable = tf.tensor1d([]);
    const others = [segments, places ?? none, dropout?.seed ?? none, dropout?.keys ?? none];
    const sources = [query, key, value, ...(hasTables ? [ofKeys ?? noTable, ofQueries ?? noTable] : [])];
    return tf.customGrad((...inputs) => {
      const [q, k, v, ...tables] = inputs.slice(0, -1) as [Tensor, Tensor, Tensor, ...Tensor[]];
      const all = [q, k, v, ...others, ...tables];
      (inputs.at(-1) as unknown as tf.GradSaveFunc)(all);
      const [contexts] = executeOwn(op, all, { numOutputs: 1, numbers });
      if (contexts === undefined) throw new Error(`Expected the result of ${op}, got none`);
      const numOutputs = sources.length;
      return {
        value: contexts,
        gradFunc: (dy: Tensor, saved: Tensor[]) => [
          ...executeOwn(`${op}Gradient`, [dy, ...saved], { numOutputs, numbers }),
        ],
      };
    })(...sources);
  });
}

function toNumbers(options: SegmentAttentionOptions, query: Tensor): Readonly<Record<string, number>> {
  const { numHeads, numKeyValueHeads = numHeads, before = -1, after = -1, dropout } = options;
  const { scale = 1 / Math.sqrt((query.shape[1] ?? 0) / numHeads) } = options;
  const drop = { rate: dropout?.rate ?? 0, call: dropout?.call ?? 0 };
  return { heads: numHeads, key_heads: numKeyValueHeads, scale, before, after, ...drop };
}
