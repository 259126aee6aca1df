import { formatMebibytes, formatSeconds } from './format-cost.ts';

test('three digits of seconds, whole mebibytes', () => {
  expect([0.01234, 2.3, 144.7].map(formatSeconds)).toEqual(['0.0123', '2.30', '145']);
  expect(formatMebibytes(1320.4 * 2 ** 20)).toBe('1,320');
});
