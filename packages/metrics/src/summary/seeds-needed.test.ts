import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { mostSeeds, powerToTell, seedsNeeded } from './seeds-needed.ts';

const { power } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const overSeeds = (seedDeviation: number) => ({ seedDeviation, sharedVariance: 0, ownVariance: 0 });

test.each(power)(
  'as statsmodels’ TTestPower: $effect at $deviation',
  ({ effect, deviation, level, seeds }) => {
    const study = { effect, spread: overSeeds(deviation), level };
    expect(seedsNeeded(study)).toBe(Math.ceil(seeds));
    expect(seedsNeeded({ ...study, effect: -effect })).toBe(Math.ceil(seeds));
    expect(powerToTell(study, Math.ceil(seeds))).toBeGreaterThanOrEqual(0.8);
    expect(powerToTell(study, Math.ceil(seeds) - 1)).toBeLessThan(0.8);
  },
);

test('no number of seeds makes up for too few items, nor finds a difference that is none', () => {
  const spread = { ...overSeeds(0.02), sharedVariance: 4e-4, numItems: 500 };
  expect(seedsNeeded({ effect: 0.02, spread })).toBeUndefined();
  expect(seedsNeeded({ effect: 0, spread: overSeeds(0.02) })).toBeUndefined();
});

test('within a margin, equivalence is what can be shown', () => {
  const needed = seedsNeeded({ effect: 0, spread: overSeeds(0.02), margin: 0.01 });
  // n ≈ 2 s² (z₀.₉₅ + z₀.₉)² / (2 m²) for normal quantiles: 34.3, and some more for t
  expect(needed).toBeGreaterThanOrEqual(35);
  expect(needed).toBeLessThanOrEqual(38);
  expect(needed).toBeLessThan(mostSeeds);
});
