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
