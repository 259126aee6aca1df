import { resolveCount } from './resolve-count.ts';

test.each([
  [6, 12, 6],
  [0.5, 12, 6],
  [0.5, 13, 6],
  [0.01, 12, 1],
  [0.29, 100, 29],
  [1, 12, 1],
  [12, 12, 12],
])('%d of %d layers', (count, numLayers, expected) => {
  expect(resolveCount(count, numLayers)).toBe(expected);
});

test.each([0, -1, 13, 1.5, NaN, Infinity])('%d of 12 layers is an error', (count) => {
  expect(() => resolveCount(count, 12)).toThrow(
    `Expected the number of layers to be 1 to 12, or a ratio between 0 and 1, got ${count}.`,
  );
});
