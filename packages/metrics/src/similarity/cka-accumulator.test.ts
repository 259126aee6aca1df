import { matrix } from '../testing/fixtures.ts';
import { CkaAccumulator } from './cka-accumulator.ts';
import { linearCka } from './linear-cka.ts';

test('a mean that is large beside the spread costs no digits', () => {
  const rows = [
    [1e8 + 1, 3e8],
    [1e8 + 2, 3e8 + 5],
    [1e8 + 4, 3e8 - 1],
    [1e8 - 3, 3e8 + 2],
  ];
  const y = matrix([[1], [2], [3], [5]]);
  const accumulator = new CkaAccumulator(2, 1);
  accumulator.add(matrix(rows.slice(0, 3)), matrix([[1], [2], [3]]));
  accumulator.add(matrix(rows.slice(3)), matrix([[5]]));
  expect(accumulator.cka()).toBeCloseTo(linearCka(matrix(rows), y), 12);
});

test('a constant representation has CKA exactly 0', () => {
  const accumulator = new CkaAccumulator(1, 1);
  accumulator.add(matrix([[0.1], [0.1]]), matrix([[1], [2]]));
  accumulator.add(matrix([[0.1]]), matrix([[4]]));
  expect(accumulator.cka()).toBe(0);
});

test('mistakes are named', () => {
  const accumulator = new CkaAccumulator(2, 1);
  expect(() => accumulator.cka()).toThrow(
    'Linear CKA needs at least 2 samples, got 0. Measure on more samples.',
  );
  expect(() => accumulator.add(matrix([[1]]), matrix([[1]]))).toThrow('Expected 2 features, got 1');
});
