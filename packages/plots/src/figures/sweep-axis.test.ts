import { axisLook, placeBeside, type SweepAxis, valueBands } from './sweep-axis.ts';

const ranks: SweepAxis = { column: 'rank', scale: 'log2', values: [2, 4, 16] };
const counts: SweepAxis = { column: 'layers', scale: 'linear', values: [2, 4, 8] };

/** The factor before `datum.aside` in the formula of a place. */
function distance(axis: SweepAxis, panel: { width: number; numMethods: number }): number {
  return Number(/([\d.]+) \* datum\.aside/.exec(JSON.stringify(placeBeside(axis, panel)))?.[1]);
}

test('an axis ends half a smallest step beyond the values, in octaves where it is logarithmic', () => {
  expect(axisLook(counts, 'N').scale).toMatchObject({ domain: [1, 9] });
  const near = (value: number): unknown => expect.closeTo(value, 12); // versions of Node differ in the last digit
  const domain = [near(2 / Math.SQRT2), near(16 * Math.SQRT2)];
  expect(axisLook(ranks, 'rank').scale).toMatchObject({ domain });
});

test('ticks stand at the values that were tried', () => {
  expect(axisLook(ranks, 'rank').axis).toMatchObject({ title: 'rank', values: [2, 4, 16] });
});

test('methods stand seven pixels apart where there is room', () => {
  expect(distance(counts, { width: 800, numMethods: 6 })).toBeCloseTo((7 * 8) / 800, 4);
});

test('methods stay within the band of their value, which leaves most of the way to the next one free', () => {
  const place = { width: 60, numMethods: 12 };
  expect(valueBands(counts, place)[0]).toEqual({ from: 1.64, to: 2.36 });
  expect((place.numMethods - 1) * distance(counts, place)).toBeLessThan(0.36 * 2);
  const [, four] = valueBands(ranks, place);
  expect(four?.from).toBeCloseTo(4 / 2 ** 0.18, 3);
  expect((place.numMethods - 1) * distance(ranks, place)).toBeLessThan(0.36);
});
