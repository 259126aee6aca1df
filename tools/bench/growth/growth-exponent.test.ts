import { bendOf, type CurvePoint, growthExponent } from './growth-exponent.ts';

const curve = (f: (x: number) => number): CurvePoint[] => [1, 2, 4, 8, 16].map((x) => [x, f(x)]);

test('the exponent of a power is that power, whatever its factor', () => {
  expect(growthExponent(curve((x) => 3 * x ** 2))).toBeCloseTo(2, 12);
  expect(growthExponent(curve((x) => 5 / x))).toBeCloseTo(-1, 12);
  expect(growthExponent(curve(() => 7))).toBeCloseTo(0, 12);
});

test('a curve with a constant part bends upwards', () => {
  const { first, all, last } = bendOf(curve((x) => 10 + x));
  expect(first).toBeCloseTo(Math.log2(12 / 11), 12);
  expect(last).toBeCloseTo(Math.log2(26 / 18), 12);
  expect(first).toBeLessThan(all);
  expect(all).toBeLessThan(last);
});

test('one point, or one at 0, has no exponent', () => {
  expect(growthExponent([[1, 2]])).toBeNaN();
  expect(growthExponent([...curve((x) => x), [32, 0]])).toBeNaN();
});
