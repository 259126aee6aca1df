import { tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { clipGradients } from './clip-gradients.ts';

const gradients = (): tf.Tensor[] => [tf.tensor1d([3, 0]), tf.tensor2d([[0], [4]])];

test('gradients that are too long together are shortened by the same factor, as in PyTorch', () => {
  tf.tidy(() => {
    const { gradients: clipped, norm } = clipGradients(gradients(), 1);
    expect(norm.dataSync()[0]).toBe(5);
    const factor = 1 / (5 + 1e-6);
    expectTensorsClose(clipped[0] as tf.Tensor, [3 * factor, 0], { relative: 1e-7 });
    expectTensorsClose(clipped[1] as tf.Tensor, [[0], [4 * factor]], { relative: 1e-7 });
  });
});

test.each([5.1, 100, 0])('a limit of %d leaves them as they are', (maxNorm) => {
  tf.tidy(() => {
    const { gradients: clipped, norm } = clipGradients(gradients(), maxNorm);
    expect(norm.dataSync()[0]).toBe(5);
    expect(clipped.map((gradient) => [...gradient.dataSync()])).toEqual([
      [3, 0],
      [0, 4],
    ]);
  });
});

test('gradients of zero stay zero', () => {
  tf.tidy(() => {
    const { gradients: clipped, norm } = clipGradients([tf.zeros([3])], 1);
    expect(norm.dataSync()[0]).toBe(0);
    expect([...(clipped[0]?.dataSync() ?? [])]).toEqual([0, 0, 0]);
  });
});
