import { tf } from '../index.ts';
import { expectTensorsClose } from './tensors-close.ts';

const check = (actual: tf.TensorLike, expected: tf.TensorLike, tolerance = {}): void =>
  tf.tidy(() => expectTensorsClose(tf.tensor(actual), tf.tensor(expected), tolerance));

test('equal tensors, and nested arrays in place of a tensor', () => {
  check([[1, 2]], [[1, 2]], { relative: 0 });
  tf.tidy(() => expectTensorsClose(tf.tensor1d([1, 0], 'bool'), [true, false]));
  tf.tidy(() => expectTensorsClose(tf.zeros([0, 3]), tf.zeros([0, 3])));
});

test('the relative tolerance is of the largest magnitude', () => {
  check([1000, 0.0009], [1000, 0], { relative: 1e-6 });
  expect(() => check([1000, 0.0011], [1000, 0], { relative: 1e-6 })).toThrow(/at \[1\]/);
  check([-1000, 0.0009], [-1000, 0], { relative: 1e-6 });
});

test('the absolute tolerance is added', () => {
  check([0.1], [0], { absolute: 0.11, relative: 0 });
  expect(() => check([0.1], [0], { absolute: 0.09, relative: 0 })).toThrow();
  check([2.3], [2], { absolute: 0.11, relative: 0.1 });
});

test('says which element is farthest, and by how much', () => {
  expect(() =>
    check(
      [
        [1, 2, 3],
        [4, 5.5, 6.25],
      ],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ),
  ).toThrow('Expected 5 at [1, 1] of a float32 [2, 3], got 5.5: off by 0.500, allowed 0.00000600');
});

test('refuses other shapes and types', () => {
  expect(() => check([1, 2], [[1, 2]])).toThrow('Expected float32 [1, 2], got float32 [2]');
  tf.tidy(() =>
    expect(() => expectTensorsClose(tf.tensor1d([1], 'int32'), tf.tensor1d([1]))).toThrow(
      'Expected float32 [1], got int32 [1]',
    ),
  );
});

test('NaN equals nothing, an infinity itself', () => {
  check([Infinity, -Infinity, 1], [Infinity, -Infinity, 1]);
  expect(() => check([NaN], [NaN])).toThrow(/got NaN/);
  expect(() => check([1, NaN], [1, 1], { absolute: 1e9 })).toThrow(/at \[1\]/);
  expect(() => check([Infinity], [-Infinity])).toThrow(/Expected -Infinity/);
  expect(() => check([1], [Infinity], { relative: 1 })).toThrow(/Expected Infinity/);
});

test('leaves no tensors', () => {
  const x = tf.tensor1d([1]);
  const before = tf.memory().numTensors;
  expectTensorsClose(x, [1]);
  expect(() => expectTensorsClose(x, [2])).toThrow();
  expect(tf.memory().numTensors).toBe(before);
  x.dispose();
});
