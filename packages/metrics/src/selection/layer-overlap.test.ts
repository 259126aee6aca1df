import { layerOverlap } from './layer-overlap.ts';

test.each([
  [[1, 2, 3], [3, 2, 1], 1],
  [[1, 2, 3], [3, 4, 5], 0.2],
  [[0], [1], 0],
  [[], [], 1],
])('%j and %j', (a, b, expected) => {
  expect(layerOverlap(a, b)).toBe(expected);
});
