import type { TokenBlocks } from '../corpus/pack-blocks.ts';
import { IGNORED_LABEL, type LanguageModelBatch } from './block-batches.ts';

/** How often each token occurs, special tokens left out since they are never predicted. [V] */
export function countTokens(
  blocks: TokenBlocks,
  { vocabSize, specialIds }: { readonly vocabSize: number; readonly specialIds: readonly number[] },
): Float64Array {
  const counts = new Float64Array(vocabSize);
  for (const id of blocks.ids) counts[id] = (counts[id] ?? 0) + 1;
  for (const id of specialIds) counts[id] = 0;
  return counts;
}

/**
 * The loss of a model that knows only how frequent each token is: the mean of `-ln((count + 1) / (total + V))` over
 * the predicted positions of the batches, in nats. What a language model must be well below of.
 *
 * @param counts of the training text, from {@link countTokens}
 */
export function unigramLoss(
  counts: Float64Array,
  batches: Iterable<Pick<LanguageModelBatch, 'labels'>>,
): number {
  const total = counts.reduce((sum, count) => sum + count, counts.length);
  let loss = 0;
  let predicted = 0;
  for (const { labels } of batches) {
    for (const label of labels) {
      if (label === IGNORED_LABEL) continue;
      loss -= Math.log(((counts[label] ?? 0) + 1) / total);
      predicted++;
    }
  }
  return loss / predicted;
}
