import fc from 'fast-check';
import { sameNumber } from './same-number.ts';

test.each([
  ['1,234', '1234'],
  ['$1,234.00', '1234'],
  ['12.', '12'],
  ['.5', '0.50'],
  ['0.5', '1/2'],
  ['-\\frac{3}{6}', '-0.5'],
  ['\\frac{-1}{2}', '-1/2'],
  ['75%', '75'],
  ['-0', '0'],
  ['9007199254740993', '9007199254740993.0'],
])('%j is %j', (a, b) => {
  expect(sameNumber(a, b)).toBe(true);
});

test.each([
  ['17.6', '18'],
  ['33.33', '33.3'],
  ['9007199254740993', '9007199254740992'],
  ['5', '-5'],
  ['1/0', '1/0'],
  ['12,34', '1234'],
  ['five', 'five'],
  ['5 apples', '5'],
  ['', ''],
  [null, null],
  [null, '0'],
])('%j is not %j', (a, b) => {
  expect(sameNumber(a, b)).toBe(false);
});

test('fractions are equal when their cross products are', () => {
  const whole = fc.integer({ min: -999, max: 999 });
  const positive = fc.integer({ min: 1, max: 999 });
  fc.assert(
    fc.property(whole, positive, positive, whole, (top, bottom, factor, other) => {
      expect(sameNumber(`${top}/${bottom}`, `${top * factor}/${bottom * factor}`)).toBe(true);
      expect(sameNumber(`${top}/${bottom}`, `${other}/${bottom}`)).toBe(top === other);
    }),
  );
});
