import type { TokenBlocks } from '../corpus/pack-blocks.ts';
import { IGNORED_LABEL, type LanguageModelBatch } from './block-batches.ts';
import { maskedLmBatches, type MaskedLmOptions } from './masked-lm-batches.ts';

const SPECIAL = [0, 1, 2, 3, 4];
const MASK = 4;
const OPTIONS: MaskedLmOptions = { batchSize: 4, vocabSize: 500, maskId: MASK, specialIds: SPECIAL, seed: 7 };

/** Blocks that each hold one token of their own between bos and eos. */
function makeBlocks(count: number, length: number): TokenBlocks {
  const ids = Int32Array.from({ length: count * length }, (_, index) => {
    const position = index % length;
    if (position === 0) return 0;
    return position === length - 1 ? 2 : 5 + (Math.floor(index / length) % 490);
  });
  return { count, length, ids };
}

/** The blocks as they were before masking. */
function originalIds({ inputIds, labels }: LanguageModelBatch): number[] {
  return [...inputIds].map((id, position) =>
    labels[position] === IGNORED_LABEL ? id : (labels[position] ?? -1),
  );
}

describe('maskedLmBatches', () => {
  test('labels hold what stood at the chosen positions; the rest is untouched', () => {
    const blocks = makeBlocks(8, 32);
    const batches = [...maskedLmBatches(blocks, OPTIONS)];
    expect(batches.map(({ size, length }) => [size, length])).toEqual([
      [4, 32],
      [4, 32],
    ]);
    expect(batches.flatMap(originalIds)).toEqual([...blocks.ids]);
    expect(batches.flatMap(({ attentionMask }) => [...attentionMask])).toEqual(Array(256).fill(1));
  });

  test('chooses 15 % of the tokens: 80 % masked, 10 % random, 10 % kept; never a special one', () => {
    const counts = { tokens: 0, chosen: 0, masked: 0, kept: 0, random: 0, special: 0 };
    for (const { inputIds, labels } of maskedLmBatches(makeBlocks(2000, 64), { ...OPTIONS, batchSize: 50 })) {
      for (const [position, label] of labels.entries()) {
        const id = inputIds[position] ?? -1;
        counts.tokens += Number(id !== 0 && id !== 2);
        if (label === IGNORED_LABEL) continue;
        counts.chosen++;
        counts.special += Number(SPECIAL.includes(label) || (id !== MASK && SPECIAL.includes(id)));
        if (id === MASK) counts.masked++;
        else if (id === label) counts.kept++;
        else counts.random++;
      }
    }
    expect(counts.special).toBe(0);
    // Within five standard deviations of the binomial counts.
    expect(Math.abs(counts.chosen / counts.tokens - 0.15)).toBeLessThan(0.006);
    expect(Math.abs(counts.masked / counts.chosen - 0.8)).toBeLessThan(0.015);
    expect(Math.abs(counts.random / counts.chosen - 0.1)).toBeLessThan(0.012);
    expect(Math.abs(counts.kept / counts.chosen - 0.1)).toBeLessThan(0.012);
  });

  test('every epoch masks other positions; the same epoch the same', () => {
    const labelsOf = (epoch: number): number[] =>
      [...maskedLmBatches(makeBlocks(4, 64), { ...OPTIONS, epoch })].flatMap(({ labels }) => [...labels]);
    expect(labelsOf(1)).toEqual(labelsOf(1));
    expect(labelsOf(1)).not.toEqual(labelsOf(2));
  });

  test('shuffles blocks by seed and epoch', () => {
    const blocks = makeBlocks(40, 8);
    const orderOf = (epoch: number): number[] =>
      [...maskedLmBatches(blocks, { ...OPTIONS, order: 'shuffled', epoch })]
        .flatMap(originalIds)
        .filter((id) => id > 4);
    expect(orderOf(0).toSorted((a, b) => a - b)).toEqual([...blocks.ids].filter((id) => id > 4));
    expect(orderOf(0)).toEqual(orderOf(0));
    expect(orderOf(0)).not.toEqual(orderOf(1));
  });

  test('fills the last batch up with blocks that predict nothing', () => {
    const batches = [...maskedLmBatches(makeBlocks(5, 64), { ...OPTIONS, probability: 1 })];
    expect(batches).toHaveLength(2);
    const last = batches[1];
    expect(last?.size).toBe(4);
    expect([...(last?.labels ?? [])].map((label) => label !== IGNORED_LABEL).lastIndexOf(true)).toBe(62);
  });

  test('no block at all is an error', () => {
    expect(() => maskedLmBatches(makeBlocks(0, 64), OPTIONS)).toThrow(
      'Expected at least one block of 64 tokens, got none: too little text.',
    );
  });
});
