import { axisLook, placeBeside, type SweepAxis } from './sweep-axis.ts';

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

test('neighbouring values never mix: all methods take less than a step', () => {
  const numMethods = 12;
  expect((numMethods - 1) * distance(counts, { width: 60, numMethods })).toBeLessThan(2);
  expect((numMethods - 1) * distance(ranks, { width: 60, numMethods })).toBeLessThan(1);
});
