import { centreColumns, columnSums, crossProduct, gram, innerProduct, type Matrix64 } from './matrix.ts';

const x: Matrix64 = { rows: 3, columns: 2, data: Float64Array.of(1, 2, 3, 4, 5, 12) };
const y: Matrix64 = { rows: 3, columns: 1, data: Float64Array.of(1, 0, -1) };

test('products of rows and of columns', () => {
  expect([...gram(x).data]).toEqual([5, 11, 29, 11, 25, 63, 29, 63, 169]);
  expect(crossProduct(x, y)).toEqual({ rows: 2, columns: 1, data: Float64Array.of(-4, -10) });
  expect(innerProduct(y, y)).toBe(2);
});

test('columns are summed and centred in float64, whatever they came in', () => {
  expect([...columnSums(x)]).toEqual([9, 18]);
  expect([...centreColumns(x).data]).toEqual([-2, -4, 0, -2, 2, 6]);
  const far = { rows: 2, columns: 1, data: Float32Array.of(2 ** 24, 2 ** 24 + 2) };
  expect([...centreColumns(far).data]).toEqual([-1, 1]);
});
