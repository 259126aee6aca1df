import { type Tensor, tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { rotate, rotationAt, ropeFrequencies } from './rotary-embedding.ts';

const DEFAULT = { theta: 10000, scaling: { type: 'default' } } as const;

test('frequencies fall from 1 by powers of theta', () => {
  const frequencies = ropeFrequencies(8, DEFAULT);
  [1, 0.1, 0.01, 0.001].forEach((expected, i) => expect(frequencies[i]).toBeCloseTo(expected, 7));
});

test('linear scaling divides them', () => {
  const scaled = ropeFrequencies(8, { theta: 10000, scaling: { type: 'linear', factor: 4 } });
  expect([...scaled]).toEqual(
    [...ropeFrequencies(8, DEFAULT)].map((frequency) => Math.fround(frequency / 4)),
  );
});

test('Llama 3.1’s scaling keeps short waves, stretches long ones and blends between', () => {
  const frequencies = ropeFrequencies(8, {
    theta: 10000,
    scaling: {
      type: 'llama3',
      factor: 8,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalMaxPositions: 128,
    },
  });
  // Turns in 128 positions: 20.4 (kept), 2.04 (blended), 0.204 and 0.0204 (stretched).
  const share = ((128 * 0.1) / (2 * Math.PI) - 1) / 3;
  const expected = [1, (1 - share) * (0.1 / 8) + share * 0.1, 0.01 / 8, 0.001 / 8];
  expected.forEach((value, i) => expect(frequencies[i]).toBeCloseTo(value, 7));
});

test('a query and a key see only how far apart they stand', () => {
  tf.tidy(() => {
    const frequencies = ropeFrequencies(8, DEFAULT);
    const [query, key] = [
      tf.randomNormal([1, 1, 1, 8], 0, 1, 'float32', 1),
      tf.randomNormal([1, 1, 1, 8], 0, 1, 'float32', 2),
    ];
    const product = (i: number, j: number): Tensor => {
      const at = (x: Tensor, position: number): Tensor =>
        rotate(x, rotationAt(tf.tensor1d([position], 'int32'), frequencies));
      return tf.sum(tf.mul(at(query, i), at(key, j)));
    };
    expectTensorsClose(product(7, 3), product(104, 100), { absolute: 1e-4 });
    expect(Math.abs((product(7, 3).dataSync()[0] ?? 0) - (product(7, 4).dataSync()[0] ?? 0))).toBeGreaterThan(
      0.01,
    );
  });
});

test('its gradient is right', () => {
  const rotation = rotationAt(tf.range(0, 3, 1, 'int32'), ropeFrequencies(4, DEFAULT));
  expectCorrectGradients(({ x }) => tf.sum(tf.square(tf.sin(rotate(x as Tensor, rotation)))), {
    x: tf.randomNormal([2, 3, 2, 4], 0, 0.5, 'float32', 3),
  });
});
