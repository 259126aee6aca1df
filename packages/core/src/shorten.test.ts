import { shorten } from './shorten.ts';

test('60 characters are shown whole, of more the first 57 and dots', () => {
  expect(shorten('a'.repeat(60))).toBe('a'.repeat(60));
  expect(shorten('a'.repeat(61))).toBe(`${'a'.repeat(57)}...`);
});
