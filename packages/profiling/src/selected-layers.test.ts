import { selectedLayers } from './selected-layers.ts';

test.each([
  ['all', 4, [0, 1, 2, 3]],
  ['half', 30, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 29]],
  ['3,1', 4, [3, 1]],
  ['0110', 4, [1, 2]],
  ['10', 12, [10]],
])('%s of %i', (text, numLayers, expected) => expect(selectedLayers(text, numLayers)).toEqual(expected));

test('what is no layer is an error', () => {
  expect(() => selectedLayers('2,4', 4)).toThrow(
    'Expected --selected to be all, half, layers from 0 to 3 with commas or 4 ones and zeros, got "2,4".',
  );
});
