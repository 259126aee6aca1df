import { matrix } from '../testing/fixtures.ts';
import { inBatches, layerMetrics, statesOf } from '../testing/layer-metrics.ts';
import { startNormGrowth } from './norm-growth.ts';

test.each(layerMetrics.cases)("$family, $pooling: NumPy's norms", (reference) => {
  const measure = startNormGrowth();
  for (const batch of inBatches(statesOf(reference), 20)) measure.add(batch);
  measure.values().forEach((value, l) => expect(value).toBeCloseTo(reference.norm_growth[l] ?? NaN, 9));
});

test('the mean of ratios, and what each sample adds to it', () => {
  const measure = startNormGrowth();
  measure.add([
    matrix([
      [3, 4],
      [1, 0],
    ]),
    matrix([
      [0, 10],
      [0, 4],
    ]),
  ]);
  expect(measure.values()).toEqual([3]);
  expect(measure.effects().effects).toEqual([Float64Array.of(-1, 1)]);
});
