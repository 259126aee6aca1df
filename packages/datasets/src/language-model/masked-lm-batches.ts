import { Random } from '@lamella/core';
import type { TokenBlocks } from '../corpus/pack-blocks.ts';
import { blockBatches, type BlockOrder, IGNORED_LABEL, type LanguageModelBatch } from './block-batches.ts';

/** Of the chosen tokens, this part becomes the mask token and as much again as the last number any token. */
const MASKED_PART = 0.8;
const RANDOM_PART = 0.1;

export interface MaskedLmOptions extends BlockOrder {
  readonly vocabSize: number;
  readonly maskId: number;
  /** Tokens that are neither predicted nor put in at random. */
  readonly specialIds: readonly number[];
  /** Chance of a token to be predicted. */
  readonly probability?: number;
}

/**
 * Batches for masked language modelling with dynamic masking (Liu et al. 2019, section 4.1): every token that isn't
 * special is chosen with probability 0.15; of the chosen, 80 % become the mask token, 10 % a random token, and 10 %
 * stay. Every epoch masks other positions. Batches are those of {@link blockBatches}.
 *
 * @throws UserError if there is no block
 */
export function maskedLmBatches(blocks: TokenBlocks, options: MaskedLmOptions): Iterable<LanguageModelBatch> {
  const batches = blockBatches(blocks, options);
  return {
    *[Symbol.iterator]() {
      const random = Random.fork(options.seed, `masks/${options.epoch ?? 0}`);
      for (const batch of batches) {
        maskTokens(batch, options, random);
        yield batch;
      }
    },
  };
}

/** Chooses the positions to predict among those that have a label, and hides what stands there. */
function maskTokens(
  { inputIds, labels }: LanguageModelBatch,
  options: MaskedLmOptions,
  random: Random,
): void {
  const { probability = 0.15, maskId } = options;
  const specialIds = new Set(options.specialIds);
  for (const [position, label] of labels.entries()) {
    if (label === IGNORED_LABEL) continue;
    if (specialIds.has(label) || random.next() >= probability) {
      labels[position] = IGNORED_LABEL;
      continue;
    }
    const choice = random.next();
    if (choice < MASKED_PART) inputIds[position] = maskId;
    else if (choice < MASKED_PART + RANDOM_PART)
      inputIds[position] = randomToken(options.vocabSize, specialIds, random);
  }
}

function randomToken(vocabSize: number, specialIds: ReadonlySet<number>, random: Random): number {
  for (;;) {
    const id = random.int(vocabSize);
    if (!specialIds.has(id)) return id;
  }
}
