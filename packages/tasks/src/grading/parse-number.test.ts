import { parseNumber } from './parse-number.ts';

test.each([
  ['1,234.50', 2469n, 2n],
  ['-.25', -1n, 4n],
  ['6/4', 3n, 2n],
  ['0.5/0.25', 2n, 1n],
  ['$7.', 7n, 1n],
])('%j is %i / %i', (text, numerator, denominator) => {
  expect(parseNumber(text)).toEqual({ numerator, denominator });
});

test.each(['', '-', '1,23', '--5', '1/0', '1/2/3', '5x', '1e5'])('%j is no number', (text) => {
  expect(parseNumber(text)).toBeNull();
});
