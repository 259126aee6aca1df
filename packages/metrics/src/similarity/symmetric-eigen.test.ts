import { matrix } from '../testing/fixtures.ts';
import type { Matrix64 } from './matrix.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

test('S V = V diag(λ), with vectors of length 1', () => {
  const s = matrix([
    [2, 1, 0],
    [1, 3, -1],
    [0, -1, 1],
  ]);
  const { values, vectors } = symmetricEigen(s as Matrix64);
  expect(values.toSorted((a, b) => a - b)).toEqual(values);
  // The trace, and the determinant.
  expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(6, 12);
  expect(values.reduce((a, b) => a * b, 1)).toBeCloseTo(3, 12);
  values.forEach((value, i) => {
    const v = [0, 1, 2].map((row) => vectors[3 * row + i] ?? NaN);
    expect(v.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 12);
    for (const row of [0, 1, 2]) {
      const product = [0, 1, 2].reduce((sum, j) => sum + (s.data[3 * row + j] ?? NaN) * (v[j] ?? NaN), 0);
      expect(product).toBeCloseTo(value * (v[row] ?? NaN), 12);
    }
  });
});
