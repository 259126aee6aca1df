import { tf } from '../index.ts';
import { expectCorrectGradients, finiteDifference } from './finite-difference.ts';
import { expectNoLeakedTensors } from './no-leaked-tensors.ts';
import { expectTensorsClose } from './tensors-close.ts';

test('gradients that are known in closed form', () => {
  const x = tf.tensor2d([
    [0.5, -1.25],
    [2, 0],
  ]);
  tf.tidy(() => {
    const ofSine = finiteDifference((value) => tf.sum(tf.sin(value)), x);
    expectTensorsClose(ofSine, tf.cos(x), { absolute: 3e-5 });
    const ofCube = finiteDifference((value) => tf.sum(tf.pow(value, 3)), x);
    expectTensorsClose(ofCube, tf.mul(tf.square(x), 3), { absolute: 1e-4 });
  });
  x.dispose();
});

test('a right gradient passes, for each of several inputs', () => {
  tf.tidy(() =>
    expectCorrectGradients(({ a, b }) => tf.sum(tf.mul(tf.exp(a as tf.Tensor), b as tf.Tensor)), {
      a: tf.tensor1d([0.1, -0.4]),
      b: tf.tensor1d([1.5, 2]),
    }),
  );
});

test('a wrong gradient is found, and the input named', () => {
  const wrongSquare = tf.customGrad((x) => ({
    value: tf.square(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, 3),
  }));
  tf.tidy(() =>
    expect(() =>
      expectCorrectGradients(({ a, b }) => tf.sum(tf.add(a as tf.Tensor, wrongSquare(b as tf.Tensor))), {
        a: tf.tensor1d([1]),
        b: tf.tensor1d([1]),
      }),
    ).toThrow(/^The gradient with respect to b: Expected 2(\.\d+)? at \[0\] .* got 3/),
  );
});

test('leaves nothing but its result', () => {
  const x = tf.tensor1d([1, 2]);
  expectNoLeakedTensors(() => finiteDifference((value) => tf.sum(tf.square(value)), x), 1).dispose();
  expectNoLeakedTensors(() => expectCorrectGradients(({ a }) => tf.sum(tf.square(a as tf.Tensor)), { a: x }));
  x.dispose();
});
