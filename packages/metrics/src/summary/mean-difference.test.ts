import { meanDifference } from './mean-difference.ts';

const first = [77.2, 79.1, 78.4, 80.0, 77.9];
const second = [76.8, 75.5, 79.9, 77.0];

test('as scipy.stats.ttest_ind with equal_var=False', () => {
  const { difference, interval, pValue } = meanDifference(first, second);
  expect(difference).toBeCloseTo(1.22, 12);
  expect(interval[0]).toBeCloseTo(-1.5433761448792693, 6);
  expect(interval[1]).toBeCloseTo(3.983376144879267, 6);
  expect(pValue).toBeCloseTo(0.30063120030644497, 8);
});

test('turned round it is the same, with the other sign', () => {
  const [one, other] = [meanDifference(first, second), meanDifference(second, first)];
  expect(other.difference).toBe(-one.difference);
  expect(other.interval).toEqual([-one.interval[1], -one.interval[0]]);
  expect(other.pValue).toBe(one.pValue);
});

test('one value has no spread, and so no interval', () => {
  const { difference, interval, pValue } = meanDifference([2], first);
  expect(difference).toBeCloseTo(-76.52, 12);
  expect([...interval, pValue]).toEqual([NaN, NaN, NaN]);
});
