import { Random } from '@lamella/core';
import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { sum } from '../numbers.ts';
import { standardErrorAt } from './difference-spread.ts';
import { mostSeeds, type PlannedStudy, powerToTell, seedsNeeded } from './seeds-needed.ts';
import { noncentralT, studentT } from './student-t.ts';

const { power } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const overSeeds = (seedDeviation: number) => ({ seedDeviation, sharedVariance: 0, ownVariance: 0 });

test.each(power)(
  'as statsmodels’ TTestPower: $effect at $deviation',
  ({ effect, deviation, level, seeds }) => {
    const study = { effect, spreads: [overSeeds(deviation)], level };
    expect(seedsNeeded(study)).toBe(Math.ceil(seeds));
    expect(seedsNeeded({ ...study, effect: -effect })).toBe(Math.ceil(seeds));
    expect(powerToTell(study, Math.ceil(seeds))).toBeGreaterThanOrEqual(0.8);
    expect(powerToTell(study, Math.ceil(seeds) - 1)).toBeLessThan(0.8);
  },
);

test('no number of seeds makes up for too few items, nor finds a difference that is none', () => {
  const spread = { ...overSeeds(0.02), sharedVariance: 4e-4, numItems: 500 };
  expect(seedsNeeded({ effect: 0.02, spreads: [spread] })).toBeUndefined();
  expect(seedsNeeded({ effect: 0, spreads: [overSeeds(0.02)] })).toBeUndefined();
});

test('within a margin, equivalence is what can be shown', () => {
  const needed = seedsNeeded({ effect: 0, spreads: [overSeeds(0.02)], margin: 0.01 });
  // n ≈ 2 s² (z₀.₉₅ + z₀.₉)² / (2 m²) for normal quantiles: 34.3, and some more for t
  expect(needed).toBeGreaterThanOrEqual(35);
  expect(needed).toBeLessThanOrEqual(38);
  expect(needed).toBeLessThan(mostSeeds);
});

test('the fewest seeds are those that a search of every power gives', () => {
  const random = new Random('studies');
  const powersOf = (study: PlannedStudy, numSeeds: number): number[] => {
    const { effect, spreads, margin = 0, level = 0.05 } = study;
    const { error, degreesOfFreedom } = standardErrorAt(spreads, numSeeds);
    const critical = studentT.inv(1 - level, degreesOfFreedom);
    const failing = [margin - effect, margin + effect].map((distance) =>
      noncentralT.cdf(critical, degreesOfFreedom, distance / error),
    );
    const equated = Math.abs(effect) < margin ? 1 - sum(failing) : 0;
    return [powerToTell(study, numSeeds), equated];
  };
  for (let i = 0; i < 12; i++) {
    const spread = { seedDeviation: 0.02 * random.next(), sharedVariance: 1e-5 * random.next() };
    const items = { ownVariance: 1e-4 * random.next(), numItems: 500 };
    const [effect, margin] = [0.04 * (random.next() - 0.5), 0.02 * random.next()];
    const study = { effect, margin, level: 0.01, spreads: [{ ...spread, ...items }] };
    const needed = seedsNeeded(study) ?? mostSeeds + 1;
    if (needed <= mostSeeds) expect(Math.max(...powersOf(study, needed))).toBeGreaterThanOrEqual(0.8);
    if (needed > 2) expect(Math.max(...powersOf(study, needed - 1))).toBeLessThan(0.8);
  }
});
