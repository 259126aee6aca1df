import { keepDifferent, lengthsBeside } from './plan-lengths.ts';

const cut = (maxLength: number, ...lengths: number[]) => ({
  maxLength,
  examples: lengths.map((length, id) => ({
    ...{ id, label: 0, ids: new Array<number>(length).fill(5), typeIds: new Array<number>(length).fill(0) },
  })),
});

test('lengths are a quarter to four times the base’s, none below 8 tokens', () => {
  expect(lengthsBeside(128)).toEqual([32, 64, 256, 512]);
  expect(lengthsBeside(20)).toEqual([10, 40, 80]);
});

test('a length that cuts no text differently is left out', () => {
  const base = [cut(16, 16, 9)];
  expect(keepDifferent(base, cut(8, 8, 8)).kept.map(({ maxLength }) => maxLength)).toEqual([16, 8]);
  expect(keepDifferent(base, cut(32, 30, 9)).kept).toHaveLength(2);
  expect(keepDifferent(base, cut(32, 16, 9))).toEqual({
    kept: base,
    leftOut: [{ variant: 'max-length 32', why: 'its texts are those of 16 tokens: none is longer' }],
  });
});
