import { nearest } from './nearest.ts';

const methods = ['lora', 'full', 'head-only', 'alternating', 'random'];

test.each([
  ['lorra', 'lora'], // inserted
  ['loa', 'lora'], // deleted
  ['lara', 'lora'], // replaced
  ['lroa', 'lora'], // swapped
  ['LORA', 'lora'], // case does not count
  ['headonly', 'head-only'],
  ['alternatnig', 'alternating'],
])('%s is near %s', (name, expected) => {
  expect(nearest(name, methods)).toBe(expected);
});

test.each(['cka', 'loar2x', '', 'xyzzy', 'rnd'])('%j is near nothing', (name) => {
  expect(nearest(name, methods)).toBeUndefined();
});

test('a longer name may be further off: a third of its letters', () => {
  expect(nearest('alternate', ['alternating'])).toBe('alternating'); // 3 of 9
  expect(nearest('alterna', ['alternating'])).toBeUndefined(); // 4 of 7
});

test('a swap counts once: Damerau, not Levenshtein', () => {
  expect(nearest('fo', ['of'])).toBe('of');
});

test('of equally near names the first', () => {
  expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
});

test('nothing to choose from', () => {
  expect(nearest('lora', [])).toBeUndefined();
});
