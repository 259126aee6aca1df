import { Parameter, tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { LayerNorm } from './layer-norm.ts';

const weight = new Parameter('weight', tf.tensor1d([1, 2, -1, 0.5]));
const bias = new Parameter('bias', tf.tensor1d([0.1, 0, 1, -1]));
const norm = new LayerNorm(weight, bias, 1e-5);
afterAll(() => tf.dispose([weight.value(), bias.value()]));

test('equals PyTorch’s', () => {
  tf.tidy(() => {
    const x = tf.tensor2d([
      [1, 2, 3, 6],
      [-1, 0.5, 0, 100],
    ]);
    // torch.nn.functional.layer_norm, float64
    expectTensorsClose(
      norm.apply(x),
      [
        [-0.96904344, -1.06904344, 1, -0.19821742],
        [-0.49651702, -1.12387264, 1.57346322, -0.13404172],
      ],
      { absolute: 1e-6 },
    );
  });
});

test('without a bias it is that with one of zeros, gradients too', () => {
  const zeros = new Parameter('zeros', tf.zeros([4]));
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2, 3, 6]]);
    const [bare, biased] = [undefined, zeros].map((shift) => {
      const each = new LayerNorm(weight, shift, 1e-5);
      return [each.apply(x), tf.grad((value) => tf.sum(tf.square(each.apply(value))))(x)];
    });
    bare?.forEach((found, i) => expectTensorsClose(found, biased?.[i] as tf.Tensor, { absolute: 0 }));
  });
  zeros.dispose();
});

test('a constant row becomes the bias', () => {
  tf.tidy(() => expectTensorsClose(norm.apply(tf.fill([1, 4], 7)), [[0.1, 0, 1, -1]]));
});

test('gradients', () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2, 3, 6]]);
    expectCorrectGradients(({ x: value }) => tf.sum(tf.square(norm.apply(value as tf.Tensor))), { x });
  });
});
