import type { TokenBlocks } from '../corpus/pack-blocks.ts';
import type { BlockOrder, LanguageModelBatch } from './block-batches.ts';
import { maskedLmBatches, type MaskedLmOptions } from './masked-lm-batches.ts';
import { nextTokenBatches, type NextTokenOptions } from './next-token-batches.ts';

/** The training objective of a language model. */
export interface Objective {
  /** Share of a batch's tokens that there are places to predict at; hardly ever are more needed. */
  readonly places: number;
  /** Tokens that are never predicted. */
  readonly specialIds: readonly number[];
  batches(blocks: TokenBlocks, order: BlockOrder): Iterable<LanguageModelBatch>;
}

/** Masked tokens: 15 % on average, see {@link maskedLmBatches}. */
export function maskedLmObjective(
  tokens: Pick<MaskedLmOptions, 'vocabSize' | 'maskId' | 'specialIds'>,
): Objective {
  return {
    places: 0.19,
    specialIds: tokens.specialIds,
    batches: (blocks, order) => maskedLmBatches(blocks, { ...tokens, ...order }),
  };
}

/** Every next token, see {@link nextTokenBatches}. */
export function causalLmObjective(tokens: Pick<NextTokenOptions, 'specialIds'>): Objective {
  return {
    places: 1,
    specialIds: tokens.specialIds,
    batches: (blocks, order) => nextTokenBatches(blocks, { ...tokens, ...order }),
  };
}
