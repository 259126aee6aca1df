import { describeWork, exitCodeOf } from './describe-work.ts';

const done = { total: 3, reused: 1, elsewhere: [], failed: [], left: [] };

test('all is done', () => {
  expect(exitCodeOf(done)).toBe(0);
  expect(describeWork(done)).toBe('3 trials, 1 done before');
});

test('a trial failed, here or elsewhere', () => {
  const end = { ...done, elsewhere: ['a'], failed: ['b'] };
  expect(exitCodeOf(end)).toBe(1);
  expect(describeWork(end)).toBe('3 trials, 1 done before, 1 by other processes, 1 failed (b)');
});

test('work that is left counts more than a failure: it can go on', () => {
  const end = { ...done, failed: ['b'], left: ['c'] };
  expect(exitCodeOf(end)).toBe(75);
  expect(describeWork(end)).toBe('3 trials, 1 done before, 1 failed (b), 1 left');
});
