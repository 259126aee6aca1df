import { tf } from '@lamella/core/engine';
import { expectNoLeakedTensors } from '@lamella/core/testing';
import { toInputs, toTextInputs } from './batch-inputs.ts';
import { openReference } from './testing/reference.ts';

const batch = openReference('bert', 'train').batch('batches/', { start: 4, size: 4 });

test('the texts of a batch', () => {
  const inputs = toTextInputs(batch);
  expect(Object.entries(inputs).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual(
    ['inputIds', 'attentionMask', 'tokenTypeIds'].map((name) => [name, 'int32', [4, batch.length]]),
  );
  expect(inputs.inputIds.dataSync()).toEqual(batch.inputIds);
  expect(inputs.tokenTypeIds.dataSync()).toEqual(batch.tokenTypeIds);
  tf.dispose(Object.values(inputs));
});

test('with labels and weights of examples', () => {
  const inputs = expectNoLeakedTensors(() => toInputs(batch), 5);
  expect(inputs.labels.dataSync()).toEqual(batch.labels);
  expect([...inputs.weights.dataSync()]).toEqual([1, 1, 1, 1]);
  expect(inputs.positions).toBeUndefined();
  tf.dispose(Object.values(inputs));
});

test('with images', () => {
  const places = new Int32Array(4 * batch.length).fill(-1);
  const images = { shape: [2, 1, 1, 2] as const, pixelValues: Float32Array.of(1, 2, 3, 4), places };
  const { pixelValues, imagePlaces, ...others } = toTextInputs({ ...batch, images });
  expect(pixelValues?.arraySync()).toEqual([[[[1, 2]]], [[[3, 4]]]]);
  expect(imagePlaces?.shape).toEqual([4, batch.length]);
  expect(imagePlaces?.dtype).toBe('int32');
  tf.dispose([pixelValues as tf.Tensor, imagePlaces as tf.Tensor, ...Object.values(others)]);
});
