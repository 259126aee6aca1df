import { sizeRanges } from './size-ranges.ts';

test.each([
  [[], []],
  [[200], [[200, 200]]],
  [[136, 128, 2000], [[128, 2000]]],
  [
    [8, 16, 24, 56, 64, 120, 128, 256],
    [
      [8, 16],
      [24, 56],
      [64, 120],
      [128, 256],
    ],
  ],
])('%j', (sizes, ranges) => {
  expect(sizeRanges(sizes)).toEqual(ranges.map(([smallest, largest]) => ({ smallest, largest })));
});
