import { readGemmaActivation } from './gemma-activation.ts';

test.each([
  [{}, 'gelu_pytorch_tanh'],
  [{ hidden_act: 'gelu' }, 'gelu_pytorch_tanh'],
  [{ hidden_act: 'gelu', hidden_activation: null }, 'gelu_pytorch_tanh'],
  [{ hidden_act: 'gelu_pytorch_tanh', hidden_activation: 'gelu_new' }, 'gelu_new'],
  [{ hidden_act: 'relu', hidden_activation: 'relu' }, 'relu'],
])('%j', (source, expected) => {
  expect(readGemmaActivation(source, 'config.json')).toBe(expected);
});

test.each([
  [{ hidden_act: 'relu' }, 'got null and "relu": transformers 4 reads the former'],
  [{ hidden_activation: 'relu' }, 'got "relu" and "gelu_pytorch_tanh"'],
  [{ hidden_activation: 'gelu', hidden_act: 'gelu' }, 'got "gelu" and "gelu_pytorch_tanh"'],
  [{ hidden_act: 'mish' }, 'Expected "hidden_act" in config.json to be one of'],
])('%j means another function in each generation of transformers', (source, message) => {
  expect(() => readGemmaActivation(source, 'config.json')).toThrow(message);
});
