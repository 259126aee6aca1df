import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { averageDifference } from './average-difference.ts';
import { pairedDifference, type PairedDifference } from './paired-difference.ts';
import { powerToTell, seedsNeeded } from './seeds-needed.ts';

const { averages } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const differenceOf = (values: readonly number[]): PairedDifference =>
  pairedDifference(
    values.map((value) => ({ score: 0.7 + value })),
    values.map(() => ({ score: 0.7 })),
  );

test.each(averages)(
  'of two tasks as scipy.stats.ttest_ind has it: $name',
  ({ first, second, ...expected }) => {
    const average = averageDifference([differenceOf(first), differenceOf(second)]);
    expect(average.numSeeds).toBe(Math.min(first.length, second.length));
    expect(average.mean).toBeCloseTo(expected.mean, 12);
    expect(average.degreesOfFreedom).toBeCloseTo(expected.df, 9);
    expect(average.pValue).toBeCloseTo(expected.p, 8);
    expect(average.interval[0]).toBeCloseTo(expected.interval[0], 8);
    expect(average.interval[1]).toBeCloseTo(expected.interval[1], 8);
  },
);

test('of one task it is that task’s difference', () => {
  const one = differenceOf([0.02, 0.05, 0.01]);
  const average = averageDifference([one]);
  expect(average.interval[0]).toBeCloseTo(one.interval[0], 12);
  expect(average).toMatchObject({ numSeeds: 3, mean: one.mean, spreads: one.spreads });
});

test('of K tasks that vary alike the standard error is smaller by √K', () => {
  const one = differenceOf([0.02, 0.05, 0.01]);
  const average = averageDifference([one, one, one, one]);
  expect(average.standardError).toBeCloseTo(one.standardError / 2, 12);
  expect(average.degreesOfFreedom).toBeCloseTo(8, 9);
});

test('where nothing can be told of one task, nothing can of the mean', () => {
  const told = differenceOf([0.02, 0.05]);
  for (const untold of [differenceOf([0.02]), differenceOf([0, 0, 0])]) {
    const average = averageDifference([told, untold]);
    expect(average.untold).toBe(untold.untold);
    expect([...average.interval, average.pValue]).toEqual([NaN, NaN, NaN]);
  }
});

test('of more tasks fewer seeds are needed', () => {
  const { spreads } = differenceOf([0.02, 0.05, 0.01, 0.035, 0.0]);
  const needed = (tasks: number): number =>
    seedsNeeded({ effect: 0.01, spreads: Array.from({ length: tasks }, () => spreads).flat() }) ?? Infinity;
  const four = { effect: 0.01, spreads: [...spreads, ...spreads, ...spreads, ...spreads] };
  expect(needed(4)).toBeLessThan(needed(1) / 3);
  expect(powerToTell(four, needed(4))).toBeGreaterThanOrEqual(0.8);
  expect(powerToTell(four, needed(4) - 1)).toBeLessThan(0.8);
});
