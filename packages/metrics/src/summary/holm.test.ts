import { readJsonFixture } from '../testing/fixtures.ts';
import type { PairedTests } from '../testing/paired-tests.ts';
import { adjustByHolm } from './holm.ts';

const { holm } = readJsonFixture<PairedTests>('metrics/paired_tests.json');

test('as statsmodels’ multipletests', () => {
  adjustByHolm(holm.p).forEach((value, i) => expect(value).toBeCloseTo(holm.adjusted[i] ?? NaN, 12));
});

test('each by the number of hypotheses still open, never falling, at most 1', () => {
  // Sorted: 0.005 · 5, 0.01 · 4, 0.03 · 3, 0.04 · 2 (raised to the one before it), 0.8 · 1
  const adjusted = [0.04, 0.09, 0.09, 0.025, 0.8];
  adjustByHolm([0.01, 0.04, 0.03, 0.005, 0.8]).forEach((value, i) =>
    expect(value).toBeCloseTo(adjusted[i] ?? NaN, 12),
  );
  expect(adjustByHolm([0.6, 0.9])).toEqual([1, 1]);
  expect(adjustByHolm([])).toEqual([]);
});
