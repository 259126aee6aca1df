import { type Tensor, tf } from '@lamella/engine';
import {
  expectCompiledEqualsEager,
  expectCorrectGradients,
  expectTensorsClose,
} from '@lamella/engine/testing';
import { exampleLosses, meanLoss } from './losses.ts';

const logits = [
  [1, 2, 3],
  [0, 0, 0],
  [1000, 0, -1000],
];

test('cross-entropy of each example', () => {
  tf.tidy(() => {
    const found = exampleLosses('classification', tf.tensor2d(logits), tf.tensor1d([2, 0, 0]));
    const first = Math.log(Math.exp(-2) + Math.exp(-1) + 1);
    expectTensorsClose(found, [first, Math.log(3), 0]);
    const others = exampleLosses('classification', tf.tensor2d(logits), tf.tensor1d([0, 1, 1]));
    expectTensorsClose(others, [first + 2, Math.log(3), 1000]);
  });
});

test('squared error of each example', () => {
  tf.tidy(() => {
    const found = exampleLosses('regression', tf.tensor2d([[1], [-2]]), tf.tensor1d([0.5, 1]));
    expectTensorsClose(found, [0.25, 9]);
  });
});

test('rows that fill up a batch do not count in the mean; of nothing it is 0', () => {
  tf.tidy(() => {
    const losses = tf.tensor1d([1, 3, 100]);
    expect(meanLoss(losses, tf.tensor1d([1, 1, 0])).dataSync()[0]).toBe(2);
    expect(meanLoss(losses, tf.zeros([3])).dataSync()[0]).toBe(0);
  });
});

test('gradients', () => {
  tf.tidy(() => {
    const labels = tf.tensor1d([2, 0]);
    const weights = tf.tensor1d([1, 0.5]);
    const x = tf.tensor2d(logits.slice(0, 2));
    expectCorrectGradients(
      ({ x: value }) => meanLoss(exampleLosses('classification', value as Tensor, labels), weights),
      { x },
    );
    expectCorrectGradients(
      ({ x: value }) => meanLoss(exampleLosses('regression', value as Tensor, labels), weights),
      { x: tf.tensor2d([[0.3], [-1]]) },
    );
  });
});

test('compiled as eager', () => {
  const inputs = { x: tf.tensor2d(logits), labels: tf.tensor1d([2, 0, 1]) };
  expectCompiledEqualsEager(
    ({ x, labels }: typeof inputs) => ({ losses: exampleLosses('classification', x, labels) }),
    inputs,
  );
  tf.dispose([inputs.x, inputs.labels]);
});
