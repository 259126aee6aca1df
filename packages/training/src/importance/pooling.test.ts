import { tf } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { pool, POOLINGS } from './pooling.ts';

const hidden = tf.tensor3d([
  [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  [
    [-1, 0],
    [3, 8],
    [1000, 1000],
  ],
]);
const mask = tf.tensor2d(
  [
    [1, 1, 1],
    [1, 1, 0],
  ],
  undefined,
  'int32',
);
afterAll(() => tf.dispose([hidden, mask]));

test.each([
  [
    'cls',
    [
      [1, 2],
      [-1, 0],
    ],
  ],
  [
    'last',
    [
      [5, 6],
      [3, 8],
    ],
  ],
  [
    'mean',
    [
      [3, 4],
      [1, 4],
    ],
  ],
] as const)('%s', (pooling, expected) => {
  tf.tidy(() => expectTensorsClose(pool(hidden, mask, pooling), expected as never, { relative: 1e-7 }));
});

test('compiled as eager', () => {
  const step = (inputs: { hidden: tf.Tensor; mask: tf.Tensor }): Record<string, tf.Tensor> =>
    Object.fromEntries(POOLINGS.map((pooling) => [pooling, pool(inputs.hidden, inputs.mask, pooling)]));
  expectCompiledEqualsEager(step as never, { hidden, mask });
});
