import { type ArmDifference, differenceEnd } from './difference-end.ts';

const between = (a: string, b: string, difference: number, halfWidth: number): ArmDifference => ({
  ...{ arms: [a, b], difference, interval: [difference - halfWidth, difference + halfWidth] },
});
const near = [
  between('half', 'all', 0.03, 0.01),
  between('last', 'all', 0.06, 0.01),
  between('last', 'half', 0.03, 0),
];

test('it ends where the intervals of most differences do', () => {
  expect(differenceEnd(near)).toBeCloseTo(0.07);
  const alike = Array.from({ length: 9 }, (_, i) => between(`arm ${i}`, 'all', 0.02, 0.01));
  expect(differenceEnd([...alike, between('far', 'all', -0.5, 0.1)])).toBeCloseTo(0.03);
  expect(differenceEnd([...alike, between('not so far', 'all', -0.03, 0.005)])).toBeCloseTo(0.035);
  expect(differenceEnd([])).toBe(0);
  expect(differenceEnd([{ arms: ['a', 'b'], difference: 0, interval: [NaN, NaN] }])).toBe(0);
});

test('intervals that are much wider than the differences are cut off', () => {
  expect(differenceEnd(near.map((one) => ({ ...one, interval: [-9, 9] })))).toBeCloseTo(4 * 0.06);
});

test('an arm that is far from all others has no part in it, on either side of a comparison', () => {
  const untuned = [between('untuned', 'all', 0.67, 0.03), between('half', 'untuned', -0.64, 0.03)];
  expect(differenceEnd([...untuned, ...near])).toBeCloseTo(0.07);
});

test('an arm that another one comes near, or that is compared alone, has', () => {
  const untuned = between('untuned', 'all', 0.67, 0.03);
  expect(differenceEnd([untuned])).toBeCloseTo(0.7);
  expect(differenceEnd([untuned, between('head', 'all', 0.3, 0.1), ...near])).toBeCloseTo(0.7);
  // Of arms with the same scores nothing is far.
  expect(differenceEnd([untuned, between('copy', 'all', 0, 0)])).toBeCloseTo(0.7);
});
