import { matrix } from '../testing/fixtures.ts';
import { inBatches, layerMetrics, statesOf } from '../testing/layer-metrics.ts';
import { effectiveRank, startEffectiveRank } from './effective-rank.ts';

test.each(layerMetrics.cases)("$family, $pooling: NumPy's singular values of outputs", (reference) => {
  const measure = startEffectiveRank();
  for (const batch of inBatches(statesOf(reference), 20)) measure.add(batch);
  const values = measure.values();
  expect(values).toHaveLength(reference.effective_rank.length);
  values.forEach((value, l) => expect(value).toBeCloseTo(reference.effective_rank[l] ?? NaN, 6));
  const effects = measure.effects();
  expect(effects).toMatchObject({ numSamples: 48, estimates: values });
  const ofLast = effects?.effects.at(-1);
  reference.rank_effects_of_last.forEach((value, i) => expect(ofLast?.[i]).toBeCloseTo(value, 4));
});

test('fewer samples than features, and more', () => {
  const { x, rank, transposed_centred_rank: ofTransposed } = layerMetrics.few_samples;
  expect(effectiveRank(matrix(x))).toBeCloseTo(rank, 8);
  const transposed = (x[0] ?? []).map((_, j) => x.map((row) => row[j] ?? NaN));
  expect(effectiveRank(matrix(transposed))).toBeCloseTo(ofTransposed, 8);
});

test('the number of directions where all count the same, 1 of a line, 0 of samples that share one vector', () => {
  const corners = [
    [1, 1, 5],
    [1, -1, 5],
    [-1, 1, 5],
    [-1, -1, 5],
  ];
  expect(effectiveRank(matrix(corners))).toBeCloseTo(2, 12);
  expect(effectiveRank(matrix([[1], [2], [4]].map(([value = 0]) => [value, 2 * value])))).toBeCloseTo(1, 6);
  expect(
    effectiveRank(
      matrix([
        [0.1, 7],
        [0.1, 7],
        [0.1, 7],
      ]),
    ),
  ).toBe(0);
});

test('of fewer than ten samples there are values, and no effects', () => {
  const measure = startEffectiveRank();
  const x = matrix([
    [1, 2],
    [3, 1],
    [0, 5],
  ]);
  measure.add([x, x]);
  expect(measure.values()).toEqual([effectiveRank(x)]);
  expect(measure.effects()).toBeUndefined();
});
