import { cut } from './cut.ts';

test('items are cut into pieces, the last of which is what is left', () => {
  expect(cut([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(cut([1, 2], 2)).toEqual([[1, 2]]);
  expect(cut([], 2)).toEqual([]);
});
