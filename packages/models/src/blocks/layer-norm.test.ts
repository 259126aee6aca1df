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

test('a constant row becomes the bias', () => {
  tf.tidy(() => expectTensorsClose(norm.apply(tf.fill([1, 4], 7)), [[0.1, 0, 1, -1]]));
});

test('gradients', () => {
  tf.tidy(() => {
    const x = tf.tensor2d([[1, 2, 3, 6]]);
    expectCorrectGradients(({ x: value }) => tf.sum(tf.square(norm.apply(value as tf.Tensor))), { x });
  });
});
