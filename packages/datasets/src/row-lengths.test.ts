import { Random } from '@lamella/core';
import { chooseRowLengths } from './row-lengths.ts';

/** Tokens of rows and of compiling. */
function workOf(lengths: readonly number[], numTokens: readonly number[], tokensPerLength: number): number {
  const rows = numTokens.map((count) => lengths.find((length) => length >= count) ?? Infinity);
  return rows.reduce((sum, length) => sum + length, 0) + lengths.length * tokensPerLength;
}

test.each([
  ['one size', [24, 24, 24], 100, [24]],
  ['sizes that are far apart, and cheap to compile', [8, 64, 8, 64], 10, [8, 64]],
  ['the same, dear to compile', [8, 64, 8, 64], 200, [64]],
  ['sizes that are rounded up to eights', [17, 18, 23], 1, [24]],
  ['a batch without tokens', [0], 1, [8]],
  ['no batches', [], 1, []],
])('%s', (_, numTokens, tokensPerLength, lengths) => {
  expect(chooseRowLengths(numTokens, { tokensPerLength, most: 8 })).toEqual(lengths);
});

test('of all choices the one with the least work is found', () => {
  const random = new Random(1);
  for (let round = 0; round < 20; round++) {
    const numTokens = Array.from({ length: 12 }, () => 8 * (1 + Math.floor(8 * random.next())));
    const tokensPerLength = 40 * random.next();
    const sizes = [...new Set(numTokens)].sort((a, b) => a - b);
    const choices = Array.from({ length: 2 ** sizes.length }, (__, bits) =>
      sizes.filter((___, i) => (bits >> i) & 1),
    );
    const least = Math.min(...choices.map((lengths) => workOf(lengths, numTokens, tokensPerLength)));
    const chosen = chooseRowLengths(numTokens, { tokensPerLength, most: 8 });
    expect(workOf(chosen, numTokens, tokensPerLength)).toBeCloseTo(least, 6);
  }
});

test.each([8, 16])('of thousands of sizes at most %i are taken, and they hold every batch', (most) => {
  const numTokens = Array.from({ length: 5000 }, (_, i) => 1000 + 7 * i);
  const lengths = chooseRowLengths(numTokens, { tokensPerLength: 1, most });
  expect(lengths).toHaveLength(most);
  expect(lengths.at(-1)).toBeGreaterThanOrEqual(Math.max(...numTokens));
});
