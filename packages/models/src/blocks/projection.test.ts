import { Parameter, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { Dense } from './projection.ts';

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
