import fc from 'fast-check';

import { keptPositions, longestFirst } from './truncate.ts';

test.each([
  [[4, 4], 7, [3, 4]],
  [[7, 4], 7, [4, 3]],
  [[4, 6], 7, [3, 4]],
  [[2, 9], 7, [2, 5]],
  [[9, 0], 7, [7, 0]],
  [[3, 3], 7, [3, 3]],
  [[3, 3], 0, [0, 0]],
] as const)('%j to %i', (lengths, budget, kept) => {
  expect(longestFirst(lengths, budget)).toEqual(kept);
});

test('removes from the longer text until it fits', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(60), (first, second, budget) => {
      const [a, b] = longestFirst([first, second], budget);
      expect(a + b).toBe(Math.min(budget, first + second));
      if (a < first && b < second) expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
      if (a < first) expect(a).toBeGreaterThanOrEqual(b - 1);
      if (b < second) expect(b).toBeGreaterThanOrEqual(a - 1);
    }),
  );
});

test('special tokens remain', () => {
  const sequences = [null, 0, 0, 0, null, 1, 1, undefined];
  expect(keptPositions(sequences, { maxLength: 6, side: 'right', strategy: 'longest-first' })).toEqual([
    0, 1, 2, 4, 5, 7,
  ]);
  expect(keptPositions(sequences, { maxLength: 5, side: 'left', strategy: 'longest-first' })).toEqual([
    0, 3, 4, 6, 7,
  ]);
  expect(keptPositions(sequences, { maxLength: 3, side: 'right', strategy: 'longest-first' })).toEqual([
    0, 4, 7,
  ]);
  expect(() => keptPositions(sequences, { maxLength: 2, side: 'right', strategy: 'longest-first' })).toThrow(
    /room for 3 special tokens, got 2/,
  );
});
