import { mean } from '../numbers.ts';
import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { drawVariance, measureSpread, standardErrorAt } from './difference-spread.ts';
import { resampleScores } from './resample-scores.ts';

const { items } = readJsonFixture<PairedTests>('metrics/paired_tests.json');

// By numpy.cov over the items: what the bootstrap draws is known for scores that are means.
test.each(items)('the parts of the items’ variance: $name', ({ a, b, shared_variance, own_variance }) => {
  const numItems = a[0]?.length ?? 0;
  const gains = a.map((seed, s) => seed.map((right, i) => right - (b[s]?.[i] ?? NaN)));
  const draws = gains.map((gain) =>
    resampleScores(numItems, (rows) => mean(Float64Array.from(rows, (row) => gain[row] ?? NaN)), {
      resamples: 4000,
    }),
  );
  const spread = measureSpread(gains.map(mean), { draws, numItems });
  expect(spread.numItems).toBe(numItems);
  expect(Math.abs(spread.sharedVariance / shared_variance - 1)).toBeLessThan(0.1);
  expect(Math.abs(spread.ownVariance / own_variance - 1)).toBeLessThan(0.1);
});

test('over seeds alone it is s / √S with S − 1 degrees of freedom', () => {
  const spread = measureSpread([1, 2, 6]);
  expect(spread).toEqual({ seedDeviation: Math.sqrt(7), sharedVariance: 0, ownVariance: 0 });
  expect(standardErrorAt([spread], 3).error).toBeCloseTo(Math.sqrt(7 / 3), 12);
  expect(standardErrorAt([spread], 3).degreesOfFreedom).toBeCloseTo(2, 12);
});

test('more seeds leave what they share', () => {
  const spread = { seedDeviation: 0.02, sharedVariance: 1e-4, ownVariance: 1e-4, numItems: 101 };
  const { error, degreesOfFreedom } = standardErrorAt([spread], 1e6);
  expect(error).toBeCloseTo(0.01, 5);
  expect(degreesOfFreedom).toBeCloseTo(100, 0);
  // (4e-4 / 4 + 1e-4)² / ((4e-4 / 4)² / 3 + 1e-8 / 100)
  expect(standardErrorAt([spread], 4).degreesOfFreedom).toBeCloseTo(4e-8 / (1e-8 / 3 + 1e-10), 9);
});

test('seeds that agree better than their items allow are not believed', () => {
  const spread = { seedDeviation: 0, sharedVariance: 0, ownVariance: 4e-4, numItems: 500 };
  expect(standardErrorAt([spread], 4).error).toBeCloseTo(0.01, 12);
});

test('more seeds leave the variance of draws, which has the draws’ degrees of freedom', () => {
  expect(drawVariance([1, 2, 6])).toEqual({ variance: 7 / 3, degreesOfFreedom: 2 });
  expect(drawVariance([1])).toBeUndefined();
  const draws = { variance: 1e-4, degreesOfFreedom: 2 };
  const spread = { seedDeviation: 0.02, sharedVariance: 0, ownVariance: 0, drawVariances: [draws] };
  const { error, degreesOfFreedom } = standardErrorAt([spread], 1e6);
  expect(error).toBeCloseTo(0.01, 5);
  expect(degreesOfFreedom).toBeCloseTo(2, 4);
  // (4e-4 / 20 + 1e-4)² / ((4e-4 / 20)² / 19 + 1e-8 / 2)
  expect(standardErrorAt([spread], 20).degreesOfFreedom).toBeCloseTo(1.44e-8 / (4e-10 / 19 + 1e-8 / 2), 9);
  // Those of three seeds: draws add none.
  expect(standardErrorAt([spread], 3).degreesOfFreedom).toBe(2);
});
