import { Random } from '@lamella/core';
import { matrix } from '../testing/fixtures.ts';
import { linearCka, linearCkaFloor, linearCkaOfFeatures, linearCkaOfSamples } from './linear-cka.ts';
import type { Matrix } from './matrix.ts';

test('one feature each: the squared correlation', () => {
  const x = matrix([[1], [2], [3], [4]]);
  const y = matrix([[1], [3], [2], [4]]);
  expect(linearCka(x, y)).toBeCloseTo(0.64, 12); // Pearson's r is 0.8
});

test('rotation, scale and shift of the features leave it at 1', () => {
  const x = matrix([
    [1, 2],
    [3, 5],
    [-1, 4],
  ]);
  const rotated = matrix([
    [7 - 2 * 2, 1 + 2 * 1],
    [7 - 2 * 5, 1 + 2 * 3],
    [7 - 2 * 4, 1 + 2 * -1],
  ]);
  expect(linearCka(x, rotated)).toBeCloseTo(1, 12);
});

test('a constant representation has CKA 0', () => {
  const constant = matrix([
    [0.1, 0.7],
    [0.1, 0.7],
    [0.1, 0.7],
  ]);
  expect(linearCka(constant, matrix([[1], [2], [4]]))).toBeCloseTo(0, 12);
});

test('a number that is not finite shows up in the result', () => {
  expect(linearCka(matrix([[1], [NaN], [2]]), matrix([[1], [2], [4]]))).toBeNaN();
});

test.each([
  ['many samples', 200, 6],
  ['many features', 6, 200],
])('both forms agree: %s', (_, rows, columns) => {
  const random = new Random('forms');
  const x = gaussian(random, rows, columns);
  const y = gaussian(random, rows, columns + 1);
  expect(linearCkaOfFeatures(x, y)).toBeCloseTo(linearCkaOfSamples(x, y), 12);
  expect([linearCkaOfFeatures(x, y), linearCkaOfSamples(x, y)]).toContain(linearCka(x, y));
});

test('independent features reach the floor', () => {
  const random = new Random('floor');
  const [samples, features] = [100, 50];
  const cka = linearCka(gaussian(random, samples, features), gaussian(random, samples, features));
  expect(linearCkaFloor(features, samples)).toBeCloseTo(1 / 3, 12);
  expect(Math.abs(cka - linearCkaFloor(features, samples))).toBeLessThan(0.02);
});

test('mistakes are named', () => {
  expect(() => linearCka(matrix([[1]]), matrix([[2]]))).toThrow(
    'Linear CKA needs at least 2 samples, got 1. Measure on more samples.',
  );
  expect(() => linearCka(matrix([[1], [2]]), matrix([[1], [2], [3]]))).toThrow(
    'Expected the same samples in both representations, got 2 and 3 rows',
  );
  expect(() => linearCka({ rows: 2, columns: 2, data: new Float32Array(3) }, matrix([[1], [2]]))).toThrow(
    'Expected 2 x 2 = 4 numbers, got 3',
  );
});

function gaussian(random: Random, rows: number, columns: number): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}
