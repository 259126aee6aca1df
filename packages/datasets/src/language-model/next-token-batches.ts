import type { TokenBlocks } from '../corpus/pack-blocks.ts';
import { blockBatches, type BlockOrder, IGNORED_LABEL, type LanguageModelBatch } from './block-batches.ts';

export interface NextTokenOptions extends BlockOrder {
  /** Tokens that are not predicted. */
  readonly specialIds: readonly number[];
}

/**
 * Batches for causal language modelling: at every position the token after it is to be predicted, but for special ones, and none at
 * the last position of a block. Batches are those of {@link blockBatches}.
 *
 * @throws UserError if there is no block
 */
export function nextTokenBatches(
  blocks: TokenBlocks,
  options: NextTokenOptions,
): Iterable<LanguageModelBatch> {
  const batches = blockBatches(blocks, options);
  const specialIds = new Set(options.specialIds);
  return {
    *[Symbol.iterator]() {
      for (const batch of batches) {
        const labels = batch.labels.map((_, position) => {
          const isLast = (position + 1) % batch.length === 0;
          const next = batch.labels[position + 1] ?? IGNORED_LABEL;
          return isLast || specialIds.has(next) ? IGNORED_LABEL : next;
        });
        yield { ...batch, labels };
      }
    },
  };
}
