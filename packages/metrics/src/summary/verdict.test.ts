import { judge } from './verdict.ts';

test.each([
  [[0.1, 0.4], 0, 'better'],
  [[-0.4, -0.1], 0, 'worse'],
  [[-0.1, 0.2], 0, 'undecided'],
  [[-0.1, 0.2], 0.3, 'equivalent'],
  [[0.1, 0.2], 0.3, 'equivalent'],
  [[0.1, 0.4], 0.3, 'better'],
  [[-0.4, 0.2], 0.3, 'undecided'],
  [[0, 0], 0, 'undecided'],
  [[NaN, NaN], 0.3, 'undecided'],
] as const)('%j, delta %d: %s', (interval, delta, verdict) => {
  expect(judge(interval, { delta })).toBe(verdict);
});
