import { tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { type BatchLayout, makeBatches, packBatches } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { toInputs, toModelInputs, toTextInputs, toTokenKeys } from './batch-inputs.ts';
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

test('with packed texts, for models that read those', () => {
  const { folder, examples } = openReference('bert', 'importance');
  const [packed] = packBatches(examples('samples/', 5), { padId: 0, rowLength: 24, maxRows: 9 });
  if (packed === undefined) throw new Error('Expected a batch');
  const model = loadModel(folder, { head: 'classification' });
  const inputs = expectNoLeakedTensors(() => toInputs(packed), 8);
  const { packing, ...others } = toModelInputs(model, inputs);
  expect(Object.keys(others)).toEqual(['inputIds', 'attentionMask', 'tokenTypeIds', 'labels', 'weights']);
  expect(packing?.segments.shape).toEqual([packed.size, 24]);
  expect(packing?.segments.dataSync()).toEqual(packed.packing?.segments);
  expect(packing?.positions.dataSync()).toEqual(packed.packing?.positions);
  expect(packing?.starts.dataSync()).toEqual(packed.packing?.starts);
  expect(inputs.labels.shape).toEqual([5]);
  const reader = { family: 'deberta-v2' } as unknown as Model;
  expect(() => toModelInputs(reader, inputs)).toThrow(
    'Expected rows of one text each for deberta-v2, got packed ones',
  );
  tf.dispose(Object.values(inputs));
  model.dispose();
});

test('a token has the same keys in a padded batch and in a packed one', () => {
  const { examples } = openReference('bert', 'importance');
  const texts = examples('samples/', 3).map((text, i) => ({ ...text, id: 20 + i }));
  const keysIn = (layout: BatchLayout): number[][] => {
    const [only] = makeBatches(texts, { batchSize: 4, padId: 0, layout });
    if (only === undefined) throw new Error('Expected a batch');
    const keys = toTokenKeys(only);
    const rows = keys.arraySync() as number[][];
    keys.dispose();
    return rows.filter((_, token) => only.attentionMask[token] === 1 && (rows[token]?.[0] ?? -1) >= 0);
  };
  const expected = texts.flatMap(({ id, ids }) => Array.from(ids, (_, place) => [id, place]));
  expect(keysIn('padded')).toEqual(expected);
  expect(keysIn('packed')).toEqual(expected);
});
