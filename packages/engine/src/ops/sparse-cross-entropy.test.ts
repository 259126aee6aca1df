import { expectCorrectGradients, expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { sparseCrossEntropy, tf } from '../index.ts';

const rows = [
  [1, 2, 3],
  [0, -50, 50],
];

test('is minus the logarithm of the softmax at the class, for large logits too', () => {
  expectNoLeakedTensors(() =>
    tf.tidy(() => {
      const losses = sparseCrossEntropy(tf.tensor2d(rows), tf.tensor1d([0, 1], 'int32'));
      expectTensorsClose(losses, [Math.log(Math.E + Math.E ** 2 + Math.E ** 3) - 1, 100], { absolute: 1e-5 });
    }),
  );
});

test('gradients', () => {
  tf.tidy(() => {
    const classes = tf.tensor1d([2, 0], 'int32');
    const loss = (logits: tf.Tensor): tf.Tensor =>
      tf.sum(tf.mul(sparseCrossEntropy(logits, classes), tf.tensor1d([1, -3])));
    expectCorrectGradients(({ logits }) => loss(logits as tf.Tensor), {
      logits: tf.tensor2d([
        [1, 0.5, -1],
        [0.2, -0.3, 0],
      ]),
    });
  });
});
