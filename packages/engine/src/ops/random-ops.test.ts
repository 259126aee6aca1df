import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { statelessUniform, tf } from '../index.ts';

const seedOf = (...numbers: [number, number]): tf.Tensor => tf.tensor1d(numbers, 'int32');

describe('statelessUniform', () => {
  test('is a function of the seed and the shape', () => {
    tf.tidy(() => {
      const numbers = statelessUniform([100], seedOf(1, 2));
      expectTensorsClose(statelessUniform([100], seedOf(1, 2)), numbers, { relative: 0 });
      for (const other of [seedOf(2, 2), seedOf(1, 3), seedOf(2, 1)]) {
        expect(() => expectTensorsClose(statelessUniform([100], other), numbers)).toThrow(/off by/);
      }
    });
  });

  test('known values', () => {
    // Philox 4x32-10 (Salmon et al. 2011) in 20 lines of Python, keyed as TensorFlow's GenerateKey does, 23 bits each.
    const expected = [0.8440604209899902, 0.19204533100128174, 0.9962232112884521, 0.16038739681243896];
    tf.tidy(() => expect([...statelessUniform([4], seedOf(1, 2)).dataSync()]).toEqual(expected));
  });

  test('is uniform on [0, 1)', () => {
    const values = tf.tidy(() => statelessUniform([100_000], seedOf(3, 4)).dataSync());
    const counts = new Array<number>(50).fill(0);
    for (const value of values) {
      const bin = Math.floor(value * 50);
      counts[bin] = (counts[bin] ?? NaN) + 1;
    }
    const statistic = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(statistic).toBeGreaterThan(20); // 49 degrees of freedom
    expect(statistic).toBeLessThan(95);
  });

  test.each([[[]], [[3]], [[2, 3, 4]], [[0, 2]]])('of shape %j', (shape) => {
    expectNoLeakedTensors(() => {
      const seed = seedOf(1, 1);
      const numbers = statelessUniform(shape, seed);
      expect([numbers.shape, numbers.dtype]).toEqual([shape, 'float32']);
      tf.dispose([numbers, seed]);
    });
  });
});
