import { expectCompiledEqualsEager, expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { compile, Dropout, type NamedTensors, statelessUniform, tf } from '../index.ts';

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

describe('Dropout', () => {
  const x = tf.ones([50, 40]);
  afterAll(() => x.dispose());
  const drop = (seed: tf.Tensor, rate = 0.25): tf.Tensor => new Dropout(seed).apply(x, rate);
  const shareKept = (y: tf.Tensor): number =>
    tf.tidy(() => tf.mean(tf.cast(tf.notEqual(y, 0), 'float32')).dataSync()[0] ?? NaN);

  test('without a seed, or at rate 0, gives its argument', () => {
    expect(new Dropout().apply(x, 0.5)).toBe(x);
    tf.tidy(() => expect(drop(seedOf(1, 1), 0)).toBe(x));
  });

  test.each([0.1, 0.5, 0.9])('drops a share of %d, and scales what is left', (rate) => {
    tf.tidy(() => {
      const big = tf.ones([400, 250]);
      const y = new Dropout(seedOf(5, 6)).apply(big, rate);
      expect(Math.abs(shareKept(y) - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 100_000));
      expectTensorsClose(tf.max(y), 1 / (1 - rate));
      expect(Math.abs((tf.mean(y).dataSync()[0] ?? NaN) - 1)).toBeLessThan(0.04);
    });
  });

  test('is repeated by the same seed', () => {
    tf.tidy(() => expectTensorsClose(drop(seedOf(1, 2)), drop(seedOf(1, 2)), { relative: 0 }));
  });

  test('differs between calls, between steps and between runs, as independent draws do', () => {
    tf.tidy(() => {
      const dropout = new Dropout(seedOf(1, 1));
      const draws = [
        dropout.apply(x, 0.5),
        dropout.apply(x, 0.5),
        dropout.apply(x, 0.5),
        drop(seedOf(1, 2), 0.5),
        drop(seedOf(2, 1), 0.5),
      ];
      for (const [i, a] of draws.entries()) {
        for (const b of draws.slice(i + 1)) {
          const agreement = shareKept(tf.mul(a, b)); // both kept: 1/4 of the 2000 elements
          expect(Math.abs(agreement - 0.25)).toBeLessThan(0.04);
        }
      }
    });
  });

  test('an eager and a compiled step drop the same elements', () => {
    const seed = seedOf(7, 8);
    const step = ({ seed }: { readonly seed: tf.Tensor }): NamedTensors => {
      const dropout = new Dropout(seed);
      return { first: dropout.apply(x, 0.3), second: dropout.apply(tf.reshape(x, [40, 50]), 0.3) };
    };
    expectCompiledEqualsEager(step, { seed }, { relative: 1e-7 });
    seed.dispose();
  });

  test('a compiled step draws anew for every seed', () => {
    const step = compile(({ seed }: { readonly seed: tf.Tensor }): NamedTensors => ({ y: drop(seed, 0.5) }), {
      name: 'drop',
    });
    tf.tidy(() => {
      const [first, second, again] = [seedOf(1, 1), seedOf(1, 2), seedOf(1, 1)].map(
        (seed) => step.run({ seed })['y'] as tf.Tensor,
      );
      expectTensorsClose(again as tf.Tensor, first as tf.Tensor, { relative: 0 });
      expect(() => expectTensorsClose(second as tf.Tensor, first as tf.Tensor)).toThrow(/off by/);
      expect(step.numFunctions).toBe(1);
    });
    step.dispose();
  });

  test('a replay drops what the calls from its beginning on dropped, once the other tensor is known', () => {
    const seed = seedOf(7, 8);
    const step = ({ seed, known }: { readonly seed: tf.Tensor; readonly known: tf.Tensor }): NamedTensors => {
      const dropout = new Dropout(seed);
      const draw = (pass: Dropout): tf.Tensor => pass.apply(x, 0.3);
      const [first, second, third] = [draw(dropout), draw(dropout), draw(dropout)];
      const replay = dropout.replay(1, known);
      const again = { second: draw(replay), third: draw(replay) };
      expect([replay.numCalls, dropout.numCalls]).toEqual([3, 3]);
      const later = new Dropout(seed);
      later.skipTo(2);
      const off = [tf.sub(again.second, second), tf.sub(again.third, third), tf.sub(draw(later), third)];
      return { off: tf.stack(off), first };
    };
    const known = tf.scalar(0);
    expectCompiledEqualsEager(step, { seed, known }, { relative: 1e-7 });
    tf.tidy(() => expectTensorsClose(tf.max(tf.abs(step({ seed, known })['off'] as tf.Tensor)), 0));
    tf.dispose([seed, known]);
  });

  test('its gradient is dropped and scaled alike', () => {
    tf.tidy(() => {
      const seed = seedOf(3, 3);
      const gradient = tf.grad((value) => tf.sum(new Dropout(seed).apply(value, 0.5)))(x);
      expectTensorsClose(gradient, new Dropout(seed).apply(x, 0.5), { relative: 0 });
    });
  });

  test('leaves nothing but its result', () => {
    const seed = seedOf(1, 1);
    expectNoLeakedTensors(() => drop(seed), 1).dispose();
    seed.dispose();
  });
});
