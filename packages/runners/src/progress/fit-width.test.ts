import { fitWidth } from './fit-width.ts';

test.each([
  ['short', 10, 'short'],
  ['exactly 10', 10, 'exactly 10'],
  ['more than ten', 10, 'more than…'],
  ['層ごとの学習', 7, '層ごと…'],
  ['a café menu', 6, 'a caf…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5, '👩‍👩‍👧‍👦👩‍👩‍👧‍👦…'],
  ['two\nlines\tand a \x1b code', 40, 'two lines and a   code'],
  ['anything', 1, '…'],
  ['anything', 0, ''],
])('%j in %d columns', (text, columns, expected) => {
  expect(fitWidth(text, columns)).toBe(expected);
});
