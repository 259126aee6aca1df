import { inBatches, layerMetrics, statesOf } from '../testing/layer-metrics.ts';
import { ConsecutiveCka, rbfBandwidthFactor, startRbfCka } from './consecutive-cka.ts';
import { linearCka } from './linear-cka.ts';
import type { Matrix } from './matrix.ts';
import { rbfCka } from './rbf-cka.ts';

test('batches give the CKA of all samples together', () => {
  const whole = [0, 1, 2].map((l): Matrix => ({
    rows: 5,
    columns: 2,
    data: Float32Array.from({ length: 10 }, (_, i) => Math.sin((l + 1) * (i + 1))),
  }));
  const measure = new ConsecutiveCka();
  for (const [start, end] of [
    [0, 2],
    [2, 5],
  ] as const)
    measure.add(
      whole.map(({ data, columns }) => ({
        rows: end - start,
        columns,
        data: data.slice(2 * start, 2 * end),
      })),
    );
  const [input, middle, output] = whole as [Matrix, Matrix, Matrix];
  expect(measure.values()).toEqual([linearCka(input, middle), linearCka(middle, output)]);
});

describe.each(layerMetrics.cases)('RBF CKA of $family, $pooling, by NumPy and SciPy', (reference) => {
  const states = statesOf(reference);
  const measure = startRbfCka();
  for (const batch of inBatches(states, 20)) measure.add(batch);

  test('values, those of pairs by themselves', () => {
    measure.values().forEach((value, l) => {
      expect(value).toBeCloseTo(reference.rbf_cka[l] ?? NaN, 9);
      const [input, output] = [states[l], states[l + 1]] as [Matrix, Matrix];
      expect(value).toBeCloseTo(rbfCka(input, output, { bandwidthFactor: rbfBandwidthFactor }), 12);
    });
  });

  test('estimates without the bias of few samples, and effects as by leaving samples out', () => {
    const effects = measure.effects();
    reference.rbf_unbiased_importance.forEach((value, l) =>
      expect(effects?.estimates[l]).toBeCloseTo(value, 9),
    );
    const ofLast = effects?.effects.at(-1);
    reference.rbf_effects_of_last.forEach((value, i) => expect(ofLast?.[i]).toBeCloseTo(value, 7));
  });
});

test('an input that is the same for every sample up to rounding has RBF CKA 0', () => {
  const measure = startRbfCka();
  const constant = Float32Array.from({ length: 24 }, (_, i) => 7 + 1e-6 * (i % 5));
  const output = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i));
  measure.add([constant, output].map((data) => ({ rows: 12, columns: 2, data })));
  expect(measure.values()).toEqual([0]);
  expect(measure.effects()).toMatchObject({ constantInputs: [0], estimates: [1] });
});
