import { Dropout, Parameter, type Tensor, tf } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { Dense } from '@lamella/models';
import { VeraLinear } from './linear.ts';

const base = new Dense(
  'm',
  new Parameter('m.weight', tf.tensor2d([1, 0, 2, 0, 1, -1], [2, 3])),
  new Parameter('m.bias', tf.tensor1d([10, 20])),
);
/** A and B are larger than this map: others have 4 inputs or 3 outputs. */
const linear = new VeraLinear(base, {
  a: new Parameter('vera_A', tf.tensor2d([1, 2, -1, 9, 0, 1, 1, 9], [2, 4])),
  b: new Parameter('vera_B', tf.tensor2d([1, 1, 2, 0, 9, 9], [3, 2])),
  lambdaD: new Parameter('m.vera_lambda_d', tf.tensor1d([2, 3])),
  lambdaB: new Parameter('m.vera_lambda_b', tf.tensor1d([0.5, -1])),
  dropout: 0.5,
});
const x = tf.tensor2d([[1, 2, 3]]);

test('adds b ⊙ (B (d ⊙ (A x))) to the map, with as much of A and B as it has inputs and outputs', () => {
  tf.tidy(() => {
    // x Wᵀ + bias = [17, 19]; A x = [2, 5], times d [4, 15]; B of it [19, 8], times b [9.5, -8].
    expectTensorsClose(linear.apply(x, new Dropout()), tf.tensor2d([[26.5, 11]]), { absolute: 1e-6 });
  });
});

test('the merged weight computes the same', () => {
  tf.tidy(() => {
    const merged = tf.matMul(x, linear.mergedWeight() as tf.Tensor2D, false, true);
    expectTensorsClose(tf.add(merged, tf.tensor1d([10, 20])), tf.tensor2d([[26.5, 11]]), { absolute: 1e-6 });
  });
});

test('compiled it computes the same', () => {
  const seed = tf.tensor1d([3, 1], 'int32');
  expectCompiledEqualsEager(
    ({ x: input, seed: s }) => ({ y: linear.apply(input as Tensor, new Dropout(s)) }),
    { x, seed },
  );
});
