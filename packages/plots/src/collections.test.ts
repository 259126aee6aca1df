import { distinctNumbers, partition, round } from './collections.ts';

test('numbers sort as numbers', () => {
  expect(distinctNumbers([16, 2, 8, 2], (value) => value)).toEqual([2, 8, 16]);
});

test('a partition has everything once', () => {
  expect(partition([1, 2, 3, 4], (value) => value % 2 === 0)).toEqual([
    [2, 4],
    [1, 3],
  ]);
});

test('rounding drops noise and trailing zeros', () => {
  expect(round(0.1 + 0.2)).toBe(0.3);
  expect(round(81.25)).toBe(81.25);
});
