import { IGNORED_LABEL, makeBatches, packBatches } from '@lamella/datasets';
import { singleSamples } from './single-samples.ts';

test('every sample alone, without fillers', () => {
  const batch = {
    size: 3,
    length: 2,
    inputIds: Int32Array.of(1, 2, 3, 4, 5, 6),
    attentionMask: Int32Array.of(1, 1, 1, 0, 1, 0),
    tokenTypeIds: Int32Array.of(0, 1, 0, 0, 0, 0),
    labels: Float32Array.of(7, 8, 9),
    weights: Float32Array.of(1, 1, 0),
    exampleIds: Int32Array.of(10, 11, -1),
  };
  const [first, second, ...others] = singleSamples([batch]);
  expect(others).toEqual([]);
  expect(first).toEqual({
    size: 1,
    length: 2,
    inputIds: Int32Array.of(1, 2),
    attentionMask: Int32Array.of(1, 1),
    tokenTypeIds: Int32Array.of(0, 1),
    labels: Float32Array.of(7),
    weights: Float32Array.of(1),
    exampleIds: Int32Array.of(10),
  });
  expect(second).toMatchObject({ inputIds: Int32Array.of(3, 4), labels: Float32Array.of(8) });
});

test('of a batch with images, each sample has its own places', () => {
  const row = Int32Array.of(1, 1);
  const images = {
    shape: [1, 1, 1, 1] as const,
    pixelValues: Float32Array.of(5),
    places: Int32Array.of(0, -1, -1, 0),
  };
  const batch = {
    ...{ size: 2, length: 2, images, weights: Float32Array.of(1, 1), labels: new Float32Array(2) },
    ...{ inputIds: Int32Array.of(1, 1, 1, 1), attentionMask: Int32Array.of(1, 1, 1, 1) },
    ...{ tokenTypeIds: new Int32Array(4), exampleIds: row },
  };
  const places = [...singleSamples([batch])].map((sample) => sample.images);
  expect(places).toEqual([
    { ...images, places: Int32Array.of(0, -1) },
    { ...images, places: Int32Array.of(-1, 0) },
  ]);
});

test('the texts of packed rows are padded rows of their own', () => {
  const examples = [
    { id: 3, ids: [5, 6], typeIds: [0, 1], label: 1, tokenLabels: [IGNORED_LABEL, 6] },
    { id: 8, ids: [7, 8, 9], typeIds: [0, 0, 0], label: 2, tokenLabels: [7, 8, 9] },
  ];
  const packed = packBatches(examples, { padId: 4, rowLength: 6, maxRows: 1 });
  const alone = [...makeBatches(examples.toReversed(), { batchSize: 1, padId: 0 })];
  expect([...singleSamples(packed)]).toEqual(alone);
});
