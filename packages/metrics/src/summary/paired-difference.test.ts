import { Random } from '@lamella/core';
import { mean } from '../numbers.ts';
import { readJsonFixture } from '../testing/fixtures.ts';
import { taskMetrics } from '../task/task-metrics.ts';
import { pairedDifference, type SeedScore } from './paired-difference.ts';
import { resampleScores } from './resample-scores.ts';
import type { PairedTests } from '../testing/paired-tests.ts';

const { pairs } = readJsonFixture<PairedTests>('metrics/paired_tests.json');
const bySeed = (scores: readonly number[], other: Partial<SeedScore> = {}): SeedScore[] =>
  scores.map((score) => ({ score, ...other }));

test.each(pairs)('as scipy.stats.ttest_rel: $name', ({ a, b, p, interval }) => {
  const difference = pairedDifference(bySeed(a), bySeed(b));
  expect(difference.numSeeds).toBe(a.length);
  expect(difference.degreesOfFreedom).toBeCloseTo(a.length - 1, 9);
  expect(difference.pValue).toBeCloseTo(p, 8);
  expect(difference.interval[0]).toBeCloseTo(interval[0], 8);
  expect(difference.interval[1]).toBeCloseTo(interval[1], 8);
});

test('one seed, few items and differences without spread tell nothing', () => {
  const untold = (a: SeedScore[], b: SeedScore[]): unknown => {
    const { untold: reason, interval, pValue } = pairedDifference(a, b);
    expect([...interval, pValue]).toEqual([NaN, NaN, NaN]);
    return reason;
  };
  expect(untold(bySeed([0.7]), bySeed([0.1]))).toBe('one seed');
  expect(untold(bySeed([0.7, 0.8], { numItems: 29 }), bySeed([0.1, 0.3], { numItems: 29 }))).toBe(
    'few items',
  );
  // 15 of 872 items with both seeds, up to rounding: two published results on SST-2.
  expect(
    untold(bySeed([0.801605504587156, 0.805045871559633]), bySeed([0.7844036697247706, 0.7878440366972477])),
  ).toBe('no spread');
});

test('where seeds agree by chance, the items still have their noise', () => {
  const labels = Array.from({ length: 100 }, () => 1);
  const arm = (wrong: (i: number) => boolean): SeedScore => {
    const predictions = labels.map((_, i) => Number(!wrong(i)));
    const scoreOf = (rows: ArrayLike<number>): number =>
      taskMetrics(['accuracy'], {
        labels: Array.from(rows, () => 1),
        predictions: Array.from(rows, (i) => predictions[i] ?? NaN),
      })['accuracy'] ?? NaN;
    return {
      score: scoreOf(labels.map((_, i) => i)),
      numItems: 100,
      resampled: resampleScores(100, scoreOf),
    };
  };
  const a = [arm((i) => i < 20), arm((i) => i >= 80)];
  const b = [arm((i) => i >= 70), arm((i) => i < 30)];
  const { mean, standardError, untold } = pairedDifference(a, b);
  expect(untold).toBeUndefined();
  expect(mean).toBeCloseTo(0.1, 12);
  // Each item's difference is 0 or ±1 with half the items differing: the seeds' are as far apart as can be.
  expect(standardError).toBeGreaterThan(0.03);
  expect(pairedDifference(bySeed([0.8, 0.8]), bySeed([0.7, 0.7])).untold).toBe('no spread');
});

test('an arm of several draws varies with them, one of a single draw is that one', () => {
  // By seed: each draw is 0.1 apart from the next, and seeds by 0.02 from their mean.
  const drawn = (...numbers: number[]): SeedScore[] =>
    [-0.02, 0, 0.02].map((gain) => {
      const draws = new Map(numbers.map((number) => [number, 0.1 * number + gain] as const));
      return { score: mean([...draws.values()]), draws };
    });
  const three = pairedDifference(drawn(1, 2, 3), bySeed([0.1, 0.1, 0.1]));
  expect(three.mean).toBeCloseTo(0.1, 12);
  const [seeds, draws] = [0.02 ** 2 / 3, 0.1 ** 2 / 3];
  expect(three.standardError).toBeCloseTo(Math.sqrt(seeds + draws), 12);
  expect(three.degreesOfFreedom).toBeCloseTo(2, 12);
  const one = pairedDifference(drawn(2), bySeed([0.1, 0.1, 0.1]));
  expect(one.standardError).toBeCloseTo(Math.sqrt(seeds), 12);
  // Which of both arms is of draws makes no difference.
  const turned = pairedDifference(bySeed([0.1, 0.1, 0.1]), drawn(1, 2, 3));
  expect(turned.standardError).toBeCloseTo(three.standardError, 12);
});

test('draws without a difference from what they are compared with are told apart no more often than the level says', () => {
  const random = new Random('draws');
  const studies = Array.from({ length: 1000 }, () => {
    const effects = [0, 1, 2].map(() => 0.02 * random.normal());
    const arm = [0, 1, 2].map((): SeedScore => {
      const draws = new Map(effects.map((effect, draw) => [draw, effect + 0.01 * random.normal()] as const));
      return { score: mean([...draws.values()]), draws };
    });
    const other = bySeed([0, 1, 2].map(() => 0.01 * random.normal()));
    const withoutDraws = arm.map(({ score }) => ({ score }));
    return [pairedDifference(arm, other).pValue, pairedDifference(withoutDraws, other).pValue] as const;
  });
  const share = (place: 0 | 1): number => studies.filter((one) => one[place] < 0.05).length / studies.length;
  expect(share(0)).toBeLessThan(0.05);
  expect(share(0)).toBeGreaterThan(0.005);
  expect(share(1)).toBeGreaterThan(0.15);
});

test('scores that do not pair are an error', () => {
  expect(() => pairedDifference(bySeed([1, 2]), bySeed([1]))).toThrow('Expected pairs, got 2 and 1 scores');
});
