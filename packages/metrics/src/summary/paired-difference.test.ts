import { pairedDifference } from './paired-difference.ts';

const a = [0.61, 0.58, 0.63, 0.6, 0.59];
const b = [0.57, 0.59, 0.6, 0.55, 0.58];

test('equal to scipy.stats.ttest_rel', () => {
  const { n, mean, standardDeviation, interval, pValue } = pairedDifference(a, b);
  expect(n).toBe(5);
  expect(mean).toBeCloseTo(0.024, 12);
  expect(standardDeviation).toBeCloseTo(0.024083189157584582, 12);
  expect(pValue).toBeCloseTo(0.08977587078380862, 9);
  expect(interval[0]).toBeCloseTo(-0.0059032289389040135, 9);
  expect(interval[1]).toBeCloseTo(0.053903228938904015, 9);
  const ninety = pairedDifference(a, b, { confidence: 0.9 }).interval;
  expect(ninety[0]).toBeCloseTo(0.0010393074241418672, 9);
  expect(ninety[1]).toBeCloseTo(0.04696069257585812, 9);
});

test('one pair has a mean and no more', () => {
  expect(pairedDifference([3], [1])).toEqual({
    n: 1,
    mean: 2,
    standardDeviation: NaN,
    interval: [NaN, NaN],
    pValue: NaN,
  });
});

test('differences without spread', () => {
  expect(pairedDifference([1, 2, 3], [1, 2, 3])).toMatchObject({ interval: [0, 0], pValue: 1 });
  expect(pairedDifference([2, 3, 4], [1, 2, 3])).toMatchObject({ interval: [1, 1], pValue: 0 });
});

test('values that do not pair are an error', () => {
  expect(() => pairedDifference([1, 2], [1])).toThrow('Expected pairs, got 2 and 1 values');
});
