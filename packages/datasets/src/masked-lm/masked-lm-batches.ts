import { Random, UserError } from '@lamella/core';
import type { TokenBlocks } from '../corpus/pack-blocks.ts';

/** The label of a position that isn't predicted. */
export const IGNORED_LABEL = -100;

/** Of the chosen tokens, this part becomes the mask token and as much again as the last number any token. */
const MASKED_PART = 0.8;
const RANDOM_PART = 0.1;

/** One step's input for masked language modelling, as host arrays. */
export interface MaskedLmBatch {
  /** B. */
  readonly size: number;
  /** T. */
  readonly length: number;
  readonly inputIds: Int32Array; // [B, T]
  readonly attentionMask: Int32Array; // [B, T]
  /** The token that stood there, at the positions to predict; {@link IGNORED_LABEL} elsewhere. */
  readonly labels: Int32Array; // [B, T]
}

export interface MaskedLmOptions {
  readonly batchSize: number;
  readonly vocabSize: number;
  readonly maskId: number;
  /** Tokens that are neither predicted nor put in at random. */
  readonly specialIds: readonly number[];
  /** Chance of a token to be predicted. */
  readonly probability?: number;
  readonly order?: 'given' | 'shuffled';
  readonly seed: number | string;
  /** Every epoch masks other positions (and has another order, if shuffled). */
  readonly epoch?: number;
}

/**
 * Batches for masked language modelling with dynamic masking (Liu et al. 2019, section 4.1): every token that isn't
 * special is chosen with probability 0.15; of the chosen, 80 % become the mask token, 10 % a random token, and 10 %
 * stay. Every batch has exactly `batchSize` blocks; the last one is filled up with blocks that predict nothing.
 *
 * @throws UserError if there is no block
 */
export function maskedLmBatches(blocks: TokenBlocks, options: MaskedLmOptions): Iterable<MaskedLmBatch> {
  if (blocks.count === 0)
    throw new UserError(
      `Expected at least one block of ${blocks.length} tokens, found none: too little text.`,
    );
  return {
    *[Symbol.iterator]() {
      const { order = 'given', seed, epoch = 0, batchSize } = options;
      const given = Array.from({ length: blocks.count }, (_, index) => index);
      const indices = order === 'given' ? given : Random.fork(seed, `blocks/${epoch}`).shuffle(given);
      const random = Random.fork(seed, `masks/${epoch}`);
      for (let start = 0; start < indices.length; start += batchSize) {
        const batch = takeBlocks(blocks, indices.slice(start, start + batchSize), batchSize);
        maskTokens(batch, options, random);
        yield batch;
      }
    },
  };
}

function takeBlocks({ ids, length }: TokenBlocks, indices: readonly number[], size: number): MaskedLmBatch {
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

/** Chooses the positions to predict among those that have a label, and hides what stands there. */
function maskTokens({ inputIds, labels }: MaskedLmBatch, options: MaskedLmOptions, random: Random): void {
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
