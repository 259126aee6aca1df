import { startBlockInfluence } from '../similarity/block-influence.ts';
import { ConsecutiveCka } from '../similarity/consecutive-cka.ts';
import { effectsOnMeans } from '../similarity/sample-effects.ts';
import { matrixOf, readJsonFixture, readMatrices } from '../testing/fixtures.ts';
import { bootstrapLayers } from './bootstrap-layers.ts';
import { selectionCertainty } from './selection-certainty.ts';

interface Intervals {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

interface Case {
  readonly family: string;
  readonly pooling: string;
  readonly first: number;
  readonly estimates: readonly number[];
  readonly cka: Intervals & {
    readonly count: number;
    readonly frequency: readonly number[];
    readonly overlap: number;
  };
  readonly block_influence: Intervals;
}

const { cases } = readJsonFixture<{ cases: readonly Case[] }>('metrics/certainty.json');

/** Within the error of so few draws: about 3 / √1000 of the half width. */
function expectSameIntervals(found: Intervals, expected: Intervals): void {
  expected.lower.forEach((lower, l) => {
    const upper = expected.upper[l] ?? NaN;
    const tolerance = 0.12 * ((upper - lower) / 2);
    expect(Math.abs((found.lower[l] ?? NaN) - lower)).toBeLessThan(tolerance);
    expect(Math.abs((found.upper[l] ?? NaN) - upper)).toBeLessThan(tolerance);
  });
}

describe.each(cases)('$family, $pooling', ({ family, pooling, first, estimates, ...expected }) => {
  const stored = readMatrices(`${family}/importance.safetensors`);
  const states = Array.from({ length: estimates.length + 1 }, (_, l) =>
    matrixOf(stored, `reps/${pooling}_${l + first}`),
  );

  test("CKA: intervals, frequencies and overlap as with NumPy's draws", () => {
    const cka = new ConsecutiveCka();
    cka.add(states);
    const effects = cka.effects();
    if (effects === undefined) throw new Error('Expected effects');
    const found = bootstrapLayers(effects);
    expectSameIntervals(found, expected.cka);
    const { count, frequency, overlap } = expected.cka;
    const scores = cka.values().map((value) => 1 - value);
    const certainty = selectionCertainty({ method: 'cka', numLayers: scores.length, scores, count }, found);
    frequency.forEach((share, l) =>
      expect(Math.abs((certainty.frequency[l] ?? NaN) - share)).toBeLessThan(0.02),
    );
    expect(Math.abs(certainty.overlap - overlap)).toBeLessThan(0.02);
  });

  test("Block Influence: SciPy's intervals", () => {
    const influence = startBlockInfluence();
    influence.add(states);
    expectSameIntervals(bootstrapLayers(influence.effects()), expected.block_influence);
  });
});

const values = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
];

test('the same seed draws the same, another seed other samples', () => {
  const effects = effectsOnMeans(values);
  expect(bootstrapLayers(effects, { seed: 3 })).toEqual(bootstrapLayers(effects, { seed: 3 }));
  expect(bootstrapLayers(effects, { seed: 4 }).lower).not.toEqual(
    bootstrapLayers(effects, { seed: 3 }).lower,
  );
});

test('what does not vary has an interval without width; orders are counted, the most frequent first', () => {
  const { lower, upper, orders, resamples } = bootstrapLayers(effectsOnMeans(values));
  expect([lower[1], upper[1]]).toEqual([2, 2]);
  expect(Object.keys(orders)[0]).toBe('0 1');
  expect(Object.values(orders).reduce((a, b) => a + b)).toBe(resamples);
});

test('a choice of the samples gives intervals of the width of all', () => {
  const many = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 1000);
  const width = ({ lower: [lower = NaN], upper: [upper = NaN] }: Intervals): number => upper - lower;
  const found = bootstrapLayers(effectsOnMeans([many]));
  // The values are uniform on 0 … 999: their mean has the standard error 1000 / √(12 · 5000).
  const expected = (2 * 1.96 * 1000) / Math.sqrt(12 * 5000);
  expect(Math.abs(width(found) / expected - 1)).toBeLessThan(0.12);
  expect(found.numSamples).toBeLessThan(5000);
});
