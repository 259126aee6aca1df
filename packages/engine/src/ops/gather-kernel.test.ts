import {
  expectCompiledEqualsEager,
  expectCorrectGradients,
  expectNoLeakedTensors,
  expectTensorsClose,
} from '../testing/index.ts';
import { compile, type NamedTensors, tf } from '../index.ts';

const table = tf.tensor2d([
  [1, 2],
  [3, 4],
  [5, 6],
]);
const indices = tf.tensor1d([2, 0, 2], 'int32');
afterAll(() => tf.dispose([table, indices]));

test('takes rows, columns and batches', () => {
  expectNoLeakedTensors(() =>
    tf.tidy(() => {
      expectTensorsClose(tf.gather(table, indices), [
        [5, 6],
        [1, 2],
        [5, 6],
      ]);
      expectTensorsClose(tf.gather(table, tf.tensor1d([1], 'int32'), 1), [[2], [4], [6]]);
      const perRow = tf.tensor2d([[1], [0], [1]], [3, 1], 'int32');
      expectTensorsClose(tf.gather(table, perRow, 1, 1), [[2], [3], [6]]);
    }),
  );
});

test('of a matrix of indices', () => {
  tf.tidy(() =>
    expectTensorsClose(tf.gather(table, tf.tensor2d([[0, 1]], [1, 2], 'int32')), [
      [
        [1, 2],
        [3, 4],
      ],
    ]),
  );
});

test('an index out of range fails on a CPU, in eager and compiled steps', () => {
  const outside = tf.tensor1d([3], 'int32');
  const step = compile(({ indices }: NamedTensors) => ({ rows: tf.gather(table, indices as tf.Tensor1D) }), {
    name: 'rows',
  });
  expectNoLeakedTensors(() => {
    expect(() => tf.gather(table, outside)).toThrow(/indices\[0\] = 3 is not in \[0, 3\)/);
    expect(() => step.run({ indices: outside })).toThrow(
      /Can't run rows: [^]*indices\[0\] = 3 is not in \[0, 3\)/,
    );
    step.dispose();
  });
  outside.dispose();
});

test('is the same compiled, with its gradient', () => {
  expectCompiledEqualsEager(
    ({ table, indices }: NamedTensors): NamedTensors => {
      const loss = (x: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.gather(x, indices as tf.Tensor1D)));
      return {
        rows: tf.gather(table as tf.Tensor, indices as tf.Tensor1D),
        gradient: tf.grad(loss)(table as tf.Tensor),
      };
    },
    { table, indices },
  );
});

test('its gradient adds up the uses of a row', () => {
  expectCorrectGradients(({ x }) => tf.sum(tf.square(tf.gather(x as tf.Tensor, indices))), { x: table });
});
