import { tf } from '@lamella/engine';
import { initLora } from './init.ts';

function matrices(path: string, seed: number): { a: Float32Array; b: Float32Array } {
  const { a, b } = initLora(path, { inFeatures: 64, outFeatures: 10, rank: 16, seed });
  expect([a.shape, b.shape]).toEqual([
    [16, 64],
    [10, 16],
  ]);
  const values = { a: a.dataSync<'float32'>(), b: b.dataSync<'float32'>() };
  tf.dispose([a, b]);
  return values;
}

test('A is uniform in ±1 / sqrt(in) as in PEFT, B is zero', () => {
  const { a, b } = matrices('layer.query', 1);
  expect(new Set(b)).toEqual(new Set([0]));
  const bound = 1 / 8;
  expect(Math.max(...a.map(Math.abs))).toBeLessThanOrEqual(bound);
  expect(Math.max(...a)).toBeGreaterThan(0.99 * bound);
  expect(Math.min(...a)).toBeLessThan(-0.99 * bound);
  const meanSquare = a.reduce((sum, value) => sum + value ** 2, 0) / a.length;
  // That of a uniform distribution, to three standard errors.
  expect(Math.abs(meanSquare / (bound ** 2 / 3) - 1)).toBeLessThan(3 * Math.sqrt(4 / 5 / a.length));
});

test('the module and the seed decide the numbers', () => {
  const { a } = matrices('layer.query', 1);
  expect(matrices('layer.query', 1).a).toEqual(a);
  expect(matrices('layer.value', 1).a).not.toEqual(a);
  expect(matrices('layer.query', 2).a).not.toEqual(a);
});
