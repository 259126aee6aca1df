import { Random } from '@lamella/core';
import { matrix } from '../testing/fixtures.ts';
import { debiasedCka } from './debiased-cka.ts';
import type { Matrix } from './matrix.ts';

test('independent features stay near 0 however few the samples are', () => {
  const random = new Random('debiased');
  const gaussian = (): Matrix => ({
    rows: 40,
    columns: 200,
    data: Float64Array.from({ length: 8000 }, () => random.normal()),
  });
  expect(Math.abs(debiasedCka(gaussian(), gaussian()))).toBeLessThan(0.05);
});

test('fewer than four samples are an error', () => {
  const x = matrix([[1], [2], [4]]);
  expect(() => debiasedCka(x, x)).toThrow(
    'Debiased CKA needs at least 4 samples, got 3. Measure on more samples.',
  );
});
