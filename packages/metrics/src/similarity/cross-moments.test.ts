import { matrix } from '../testing/fixtures.ts';
import { ckaFromCrossMoments, type CrossMoments } from './cross-moments.ts';
import { linearCka } from './linear-cka.ts';

/** Sums of x = (1, 2, 4, 5) and y = (2, 1, 3, 5), each less a shift. */
function momentsWithShift(shift: number): CrossMoments {
  const [x, y] = [[1, 2, 4, 5].map((value) => value - shift), [2, 1, 3, 5].map((value) => value - shift)];
  const sumOf = (terms: readonly number[]): Float64Array => Float64Array.of(terms.reduce((a, b) => a + b));
  return {
    n: 4,
    sumX: sumOf(x),
    sumY: sumOf(y),
    crossXX: sumOf(x.map((value) => value * value)),
    crossXY: sumOf(x.map((value, i) => value * (y[i] ?? NaN))),
    crossYY: sumOf(y.map((value) => value * value)),
  };
}

test.each([0, 1, -3])('equals linear CKA, shift %d', (shift) => {
  const expected = linearCka(matrix([[1], [2], [4], [5]]), matrix([[2], [1], [3], [5]]));
  expect(ckaFromCrossMoments(momentsWithShift(shift))).toBeCloseTo(expected, 12);
});

test('a matrix of another size than its sums is an error', () => {
  expect(() => ckaFromCrossMoments({ ...momentsWithShift(0), crossXY: new Float64Array(3) })).toThrow(
    'Expected 1 x 1 = 1 moments, got 3',
  );
});
