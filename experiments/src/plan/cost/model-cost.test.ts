import { readLayers } from './model-cost.ts';

test('layers by number from the lowest, or as ones and zeros', () => {
  expect(readLayers('2', 4)).toEqual([0, 1]);
  expect(readLayers('0101', 4)).toEqual([1, 3]);
  expect(readLayers('10', 2)).toEqual([0]);
  expect(readLayers('10', 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('anything else is an error', () => {
  const message = 'Expected --layers to be a number from 1 to 4, or 4 ones and zeros, found';
  expect(() => readLayers('5', 4)).toThrow(`${message} "5".`);
  expect(() => readLayers('0110110', 4)).toThrow(`${message} "0110110".`);
});
