import { tf } from '@lamella/engine';
import { expectCorrectGradients, expectTensorsClose } from '@lamella/engine/testing';
import { findActivation, readActivation } from './activations.ts';

const x = [-3, -1, -0.25, 0, 0.5, 1, 2.5];

// torch.nn.functional, float64
test.each([
  ['gelu', [-0.00404969, -0.15865525, -0.10032342, 0, 0.34573123, 0.84134475, 2.48447584]],
  ['gelu_new', [-0.00363739, -0.15880801, -0.10032465, 0, 0.34571401, 0.84119199, 2.48491573]],
  ['gelu_pytorch_tanh', [-0.00363739, -0.15880801, -0.10032465, 0, 0.34571401, 0.84119199, 2.48491573]],
  ['quick_gelu', [-0.01807131, -0.15420423, -0.09880035, 0, 0.35038844, 0.84579577, 2.46501383]],
  ['relu', [0, 0, 0, 0, 0.5, 1, 2.5]],
  ['linear', x],
  ['relu2', [0, 0, 0, 0, 0.25, 1, 6.25]],
  ['sigmoid', [0.04742587, 0.26894142, 0.4378235, 0.5, 0.62245933, 0.73105858, 0.92414182]],
  ['silu', [-0.14227762, -0.26894142, -0.10945587, 0, 0.31122967, 0.73105858, 2.31035455]],
  ['tanh', [-0.99505475, -0.76159416, -0.24491866, 0, 0.46211716, 0.76159416, 0.9866143]],
])('%s equals PyTorch’s, and its gradient is right', (name, expected) => {
  const activation = findActivation(name);
  tf.tidy(() => {
    expectTensorsClose(activation(tf.tensor1d(x)), expected, { absolute: 1e-6 });
    const smooth = tf.tensor1d(name.startsWith('relu') ? x.filter((value) => value !== 0) : x);
    expectCorrectGradients(({ value }) => tf.sum(activation(value as tf.Tensor)), { value: smooth });
  });
});

test.each([
  ['gelu_python', 'gelu'],
  ['gelu_fast', 'gelu_new'],
  ['gelu_accurate', 'gelu_new'],
  ['swish', 'silu'],
])('%s is another name of %s', (name, other) => {
  expect(findActivation(name)).toBe(findActivation(other));
});

test('names of a config.json', () => {
  const options = { fallback: 'gelu', where: 'config.json' };
  expect(readActivation({}, 'hidden_act', options)).toBe('gelu');
  expect(readActivation({ hidden_act: 'swish' }, 'hidden_act', options)).toBe('swish');
  expect(() => readActivation({ hidden_act: 3 }, 'hidden_act', options)).toThrow('to be a text, got 3');
  expect(() => readActivation({ hidden_act: 'mish' }, 'hidden_act', options)).toThrow(
    'Expected "hidden_act" in config.json to be one of gelu, gelu_accurate, gelu_fast, gelu_new, gelu_python, ' +
      'gelu_pytorch_tanh, linear, quick_gelu, relu, relu2, sigmoid, silu, swish, tanh, got "mish".',
  );
});
