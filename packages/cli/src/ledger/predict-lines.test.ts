import { describeLineCost } from './predict-lines.ts';

test('a cost in words', () => {
  const cost = { trials: 12, seconds: 7200, peakBytes: 5 * 2 ** 30 };
  expect(describeLineCost(cost)).toBe('12 trials, at most 2 h 00 min, 5,120 MiB');
  expect(describeLineCost({ ...cost, trials: 1, seconds: undefined })).toBe(
    '1 trial, time unknown, 5,120 MiB',
  );
});
