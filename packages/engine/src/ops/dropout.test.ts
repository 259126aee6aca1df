import { expectCompiledEqualsEager, expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { compile, Dropout, type NamedTensors, tf } from '../index.ts';

const seedOf = (...numbers: [number, number]): tf.Tensor => tf.tensor1d(numbers, 'int32');

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

  describe('with keys', () => {
    const keys = tf.tensor2d([1, 0, 1, 1, 1, 2, 7, 0, 7, 1], [5, 2], 'int32');
    const seed = seedOf(4, 9);
    const rows = tf.ones([5, 37]);
    afterAll(() => tf.dispose([keys, seed, rows]));
    const take = (x: tf.Tensor, places: number[]): tf.Tensor => tf.gather(x, tf.tensor1d(places, 'int32'));

    test('a row’s elements are its key’s, wherever and beside whatever it stands', () => {
      tf.tidy(() => {
        const all = new Dropout(seed).of(keys).apply(rows, 0.4);
        const places = [3, 0, 4];
        const some = new Dropout(seed).of(take(keys, places)).apply(take(rows, places), 0.4);
        expectTensorsClose(some, take(all, places), { relative: 0 });
        const at = new Dropout(seed).of(keys).at(() => tf.tensor1d(places, 'int32'));
        expectTensorsClose(at.apply(take(rows, places), 0.4), some, { relative: 0 });
      });
    });

    test('a wider row begins with the same elements', () => {
      tf.tidy(() => {
        const narrow = new Dropout(seed).of(keys).apply(rows, 0.4);
        const wide = new Dropout(seed).of(keys).apply(tf.ones([5, 90]), 0.4);
        expectTensorsClose(tf.slice(wide, [0, 0], [5, 37]), narrow, { relative: 0 });
      });
    });

    test('attention’s weights belong to the query’s key, the head and the column', () => {
      tf.tidy(() => {
        const dropped = new Dropout(seed).of(take(keys, [0, 1, 3, 4])).apply(tf.ones([2, 3, 2, 20]), 0.5); // [B, H, Q, T]
        const one = new Dropout(seed).of(take(keys, [3, 4])).apply(tf.ones([1, 3, 2, 50]), 0.5);
        expectTensorsClose(
          tf.slice(one, [0, 0, 0, 0], [1, 3, 2, 20]),
          tf.slice(dropped, [1, 0, 0, 0], [1, 3, 2, 20]),
          { relative: 0 },
        );
        expect(() =>
          expectTensorsClose(
            tf.slice(one, [0, 0, 0, 0], [1, 1, 2, 50]),
            tf.slice(one, [0, 1, 0, 0], [1, 1, 2, 50]),
          ),
        ).toThrow(/off by/);
      });
    });

    test('rows of different keys, and columns of one row, are independent', () => {
      tf.tidy(() => {
        const ids = tf.stack([tf.range(0, 400, 1, 'int32'), tf.zeros([400], 'int32')], 1);
        const isKept = tf.cast(
          tf.notEqual(new Dropout(seed).of(ids).apply(tf.ones([400, 400]), 0.5), 0),
          'float32',
        );
        const centred = tf.sub(isKept, 0.5); // of variance 1/4
        for (const other of [
          [1, 0],
          [0, 1],
          [1, 1],
          [2, 0],
          [0, 16],
        ] as const) {
          const size = [400 - other[0], 400 - other[1]];
          const products = tf.mul(
            tf.slice(centred as tf.Tensor2D, [0, 0], size as [number, number]),
            tf.slice(centred as tf.Tensor2D, [...other], size as [number, number]),
          );
          // The mean of n products of ±1/2 by ±1/2 has the standard deviation 1 / (4 √n).
          expect(Math.abs(tf.mean(products).dataSync()[0] ?? NaN)).toBeLessThan(
            4 / (4 * Math.sqrt(160_000 - 6400)),
          );
        }
        // Sums of rows and of columns are binomial: their variance is 400 / 4.
        for (const axis of [0, 1]) {
          const variance = tf.mean(tf.square(tf.sum(centred, axis))).dataSync()[0] ?? NaN;
          expect(Math.abs(variance / 100 - 1)).toBeLessThan(4 * Math.sqrt(2 / 400));
        }
      });
    });

    test('expects a key for every row', () => {
      tf.tidy(() => {
        expect(() =>
          new Dropout(seed)
            .of(keys)
            .apply(tf.ones([6, 3]), 0.5)
            .dataSync(),
        ).toThrow('Expected two keys for each row');
      });
    });
  });
});
