import { tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { findActivation } from './activations.ts';

const x = [-3, -1, -0.25, 0, 0.5, 1, 2.5];

// torch.nn.functional, float64
test.each([
  ['gelu', [-0.00404969, -0.15865525, -0.10032342, 0, 0.34573123, 0.84134475, 2.48447584]],
  ['gelu_new', [-0.00363739, -0.15880801, -0.10032465, 0, 0.34571401, 0.84119199, 2.48491573]],
  ['gelu_pytorch_tanh', [-0.00363739, -0.15880801, -0.10032465, 0, 0.34571401, 0.84119199, 2.48491573]],
  ['quick_gelu', [-0.01807131, -0.15420423, -0.09880035, 0, 0.35038844, 0.84579577, 2.46501383]],
  ['relu', [0, 0, 0, 0, 0.5, 1, 2.5]],
  ['silu', [-0.14227762, -0.26894142, -0.10945587, 0, 0.31122967, 0.73105858, 2.31035455]],
  ['tanh', [-0.99505475, -0.76159416, -0.24491866, 0, 0.46211716, 0.76159416, 0.9866143]],
])('%s equals PyTorch’s, and its gradient is right', (name, expected) => {
  const activation = findActivation(name);
  tf.tidy(() => {
    expectTensorsClose(activation(tf.tensor1d(x)), expected, { absolute: 1e-6 });
    const smooth = tf.tensor1d(name === 'relu' ? x.filter((value) => value !== 0) : x);
    expectCorrectGradients(({ value }) => tf.sum(activation(value as tf.Tensor)), { value: smooth });
  });
});

test('an unknown name is an error that lists the known ones', () => {
  expect(() => findActivation('swish')).toThrow(
    'Expected hidden_act to be one of gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, silu, tanh, found "swish" in config.json.',
  );
});
