import { mean, median, quantile, sum } from './numbers.ts';

test('the median of odd and even numbers of values', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('the sum and the mean of numbers, and of nothing', () => {
  expect([sum([1, 2, 6]), mean([1, 2, 6])]).toEqual([9, 3]);
  expect([sum([]), mean([]), median([])]).toEqual([0, NaN, NaN]);
});

test("NumPy's quantiles", () => {
  expect([0, 0.025, 0.5, 1].map((p) => quantile([1, 2, 4, 8], p))).toEqual([1, 1.075, 3, 8]);
});
