import { Parameter, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { Dense } from './projection.ts';
import { firstToken } from './tokens.ts';

const weight = new Parameter(
  'm.weight',
  tf.tensor2d([
    [1, 0, 2],
    [0, 1, -1],
  ]),
);
const bias = new Parameter('m.bias', tf.tensor1d([10, 20]));

test('y = x Wᵀ + b, with PyTorch’s layout of W', () => {
  const dense = new Dense('m', weight, bias);
  expect([dense.inFeatures, dense.outFeatures]).toEqual([3, 2]);
  expect(dense.base).toBe(dense);
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2, 3]]);
    expectTensorsClose(dense.apply(x), [[17, 19]]);
    expectTensorsClose(new Dense('m', weight).apply(x), [[7, -1]]);
  });
});

test('the first token of every row', () => {
  tf.tidy(() => {
    const hidden = tf.tensor3d([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 3, 2]);
    expectTensorsClose(firstToken(hidden), [
      [0, 1],
      [6, 7],
    ]);
  });
});
