import { baselineOf } from './baseline-of.ts';

test('the baseline of a task, or of the benchmark that a score names', () => {
  expect(baselineOf({ sst2: 0.5 }, 'sst2', 'accuracy')).toBe(0.5);
  expect(baselineOf({ 'arc-easy': 0.25 }, 'arc-challenge', 'arc-easy/acc')).toBe(0.25);
  expect(baselineOf({}, 'sst2', 'accuracy')).toBeUndefined();
});
