import { sampleStandardDeviation } from './spread.ts';

test('n − 1 below', () => {
  // numpy.std(ddof=1)
  expect(sampleStandardDeviation([0.61, 0.58, 0.63, 0.6, 0.59])).toBeCloseTo(0.019235384061671364, 15);
});

test('undefined for one value', () => {
  expect(sampleStandardDeviation([0.61])).toBeNaN();
});
