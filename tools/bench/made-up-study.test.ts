import { Random } from '@lamella/core';
import { mean } from '@lamella/metrics';
import { drawItems, makeStudy } from './made-up-study.ts';

test('arms differ by the true effect, seeds by their deviation', () => {
  const model = { numItems: 2000, seeds: 40, effects: [0, 0.05], seedDeviation: 0.03, favour: 0.1 };
  const draws = drawItems(model.numItems, 3);
  const [a = [], b = []] = makeStudy(model, new Random(0), draws);
  expect([a.length, b.length, a[0]?.resampled?.length]).toEqual([40, 40, 3]);
  const means = [a, b].map((arm) => mean(arm.map(({ score }) => score)));
  expect(Math.abs((means[1] ?? NaN) - (means[0] ?? NaN) - 0.05)).toBeLessThan(0.02);
  const spread = Math.sqrt(mean(a.map(({ score }) => (score - (means[0] ?? NaN)) ** 2)));
  expect(Math.abs(spread - 0.03)).toBeLessThan(0.012);
});
