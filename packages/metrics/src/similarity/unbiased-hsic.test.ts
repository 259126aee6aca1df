import { matrix } from '../testing/fixtures.ts';
import { centreColumns, diagonal, gram, innerProduct } from './matrix.ts';
import { unbiasedHsic } from './unbiased-hsic.ts';

test('equals the mean over all fourfold choices of different samples', () => {
  const [x, y] = [matrix([[1], [2], [4], [7], [5]]), matrix([[2], [1], [3], [5], [9]])];
  const [k, l] = [gram(centreColumns(x)), gram(centreColumns(y))];
  const [normsOfX, normsOfY] = [diagonal(k), diagonal(l)];
  const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const found = unbiasedHsic({
    numSamples: 5,
    product: innerProduct(k, l),
    normsOfX: total(normsOfX),
    normsOfY: total(normsOfY),
    normProducts: total(normsOfX.map((norm, i) => norm * (normsOfY[i] ?? NaN))),
  });
  expect(found).toBeCloseTo(meanOverChoices(Array.from(x.data), Array.from(y.data)), 10);
});

/** k₁₂ (l₁₂ + l₃₄ − 2 l₁₃) over all ordered choices of four, k and l being products of the values as they are. */
function meanOverChoices(x: readonly number[], y: readonly number[]): number {
  const k = (i: number, j: number): number => (x[i] ?? NaN) * (x[j] ?? NaN);
  const l = (i: number, j: number): number => (y[i] ?? NaN) * (y[j] ?? NaN);
  const all = [...x.keys()];
  const terms = all.flatMap((a) =>
    all.flatMap((b) =>
      all.flatMap((c) =>
        all.flatMap((d) =>
          new Set([a, b, c, d]).size === 4 ? [k(a, b) * (l(a, b) + l(c, d) - 2 * l(a, c))] : [],
        ),
      ),
    ),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}
