import { selectLayers } from '../selection/select-layers.ts';
import { matrixOf, readJsonFixture, readMatrices } from '../testing/fixtures.ts';
import { startBlockInfluence } from './block-influence.ts';
import type { Matrix } from './matrix.ts';

const { block_influence: expected } = readJsonFixture<{
  block_influence: Record<string, Record<string, readonly number[]>>;
}>('metrics/block_influence.json');

const cases = Object.entries(expected).flatMap(([family, poolings]) =>
  Object.entries(poolings).map(([pooling, values]) => ({ family, pooling, values })),
);

test.each(cases)("$family, $pooling: PyTorch's cosine of the stored representations", (reference) => {
  const { family, pooling, values } = reference;
  const stored = readMatrices(`${family}/importance.safetensors`);
  const states = [...values, 0].map((_, l) => matrixOf(stored, `reps/${pooling}_${l}`));
  const measure = startBlockInfluence();
  const half = Math.floor((states[0]?.rows ?? 0) / 2);
  measure.add(states.map((matrix) => rowsOf(matrix, 0, half)));
  measure.add(states.map((matrix) => rowsOf(matrix, half, matrix.rows)));
  measure.values().forEach((value, l) => expect(value).toBeCloseTo(values[l] ?? NaN, 12));
});

test('0 for a layer that only scales, 1 for one that turns by a right angle, 2 for one that turns round', () => {
  const states = [
    [1, 2],
    [3, 6],
    [-6, 3],
    [6, -3],
  ].map((row): Matrix => {
    return { rows: 1, columns: 2, data: Float32Array.from(row) };
  });
  const measure = startBlockInfluence();
  measure.add(states);
  const values = measure.values();
  [0, 1, 2].forEach((value, l) => expect(values[l]).toBeCloseTo(value, 12));
  const selected = selectLayers({ method: 'block-influence', numLayers: 3, count: 2, scores: values });
  expect(selected).toMatchObject({ layers: [1, 2], scores: values });
});

function rowsOf({ columns, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, data: data.slice(start * columns, end * columns) };
}
