import { tf } from '@lamella/engine';
import { toLanguageModelInputs } from './language-model-inputs.ts';

const batch = {
  size: 2,
  length: 5,
  inputIds: Int32Array.of(0, 4, 9, 6, 2, 0, 9, 8, 9, 2),
  attentionMask: new Int32Array(10).fill(1),
  labels: Int32Array.of(-100, -100, 5, -100, -100, -100, 7, -100, 3, -100),
};

test('predicted tokens are gathered into places; what is left of them counts nothing', () => {
  const inputs = toLanguageModelInputs(batch, 0.5);
  expect(Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor.shape]))).toEqual({
    inputIds: [2, 5],
    attentionMask: [2, 5],
    positions: [5],
    targets: [5],
    weights: [5],
  });
  expect([...inputs.positions.dataSync()]).toEqual([2, 6, 8, 0, 0]);
  expect([...inputs.targets.dataSync()]).toEqual([5, 7, 3, 0, 0]);
  expect([...inputs.weights.dataSync()]).toEqual([1, 1, 1, 0, 0]);
  tf.dispose(Object.values(inputs));
});

test('predictions beyond the places are left out', () => {
  const inputs = toLanguageModelInputs(batch, 0.15);
  expect([...inputs.targets.dataSync()]).toEqual([5, 7]);
  tf.dispose(Object.values(inputs));
});
