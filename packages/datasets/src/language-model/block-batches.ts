import { Random, UserError } from '@lamella/core';
import type { TokenBlocks } from '../corpus/pack-blocks.ts';

/** The label of a position that isn't predicted. */
export const IGNORED_LABEL = -100;

/** One step's input for language modelling, as host arrays. */
export interface LanguageModelBatch {
  /** B. */
  readonly size: number;
  /** T. */
  readonly length: number;
  readonly inputIds: Int32Array; // [B, T]
  readonly attentionMask: Int32Array; // [B, T]
  /** The token that is to be predicted at each position; {@link IGNORED_LABEL} where none is. */
  readonly labels: Int32Array; // [B, T]
}

export interface BlockOrder {
  /** B. */
  readonly batchSize: number;
  readonly order?: 'given' | 'shuffled';
  readonly seed: number | string;
  /** Every epoch has another order, if shuffled. */
  readonly epoch?: number;
}

/**
 * Blocks in batches of exactly `batchSize`, every token a label of its own position. The last batch is filled up with blocks
 * that have no labels.
 *
 * @throws UserError if there is no block
 */
export function blockBatches(blocks: TokenBlocks, options: BlockOrder): Iterable<LanguageModelBatch> {
  if (blocks.count === 0)
    throw new UserError(`Expected at least one block of ${blocks.length} tokens, got none: too little text.`);
  return {
    *[Symbol.iterator]() {
      const { order = 'given', seed, epoch = 0, batchSize } = options;
      const given = Array.from({ length: blocks.count }, (_, index) => index);
      const indices = order === 'given' ? given : Random.fork(seed, `blocks/${epoch}`).shuffle(given);
      for (let start = 0; start < indices.length; start += batchSize) {
        yield takeBlocks(blocks, indices.slice(start, start + batchSize), batchSize);
      }
    },
  };
}

function takeBlocks(
  { ids, length }: TokenBlocks,
  indices: readonly number[],
  size: number,
): LanguageModelBatch {
  const inputIds = new Int32Array(size * length);
  for (let row = 0; row < size; row++) {
    // Rows that fill up the last batch repeat its first block; no label makes them count.
    const start = (indices[row] ?? indices[0] ?? 0) * length;
    inputIds.set(ids.subarray(start, start + length), row * length);
  }
  const labels = new Int32Array(size * length).fill(IGNORED_LABEL);
  labels.set(inputIds.subarray(0, indices.length * length));
  return { size, length, inputIds, attentionMask: new Int32Array(size * length).fill(1), labels };
}
