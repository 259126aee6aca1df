import { scoreOnce } from './score-once.ts';

/** A scoring whose score is the number of times that it was taken. */
const counted = (): (() => number) => {
  let count = 0;
  return () => ++count;
};

test('weights of the last epoch are not scored again, all others are', () => {
  const score = scoreOnce(counted());
  expect([score.afterEpoch(), score.afterEpoch()]).toEqual([1, 2]);
  expect(score.atEnd({ areOfLastEpoch: true })).toBe(2);
  expect(score.atEnd({ areOfLastEpoch: false })).toBe(3);
  expect(score.atEnd()).toBe(4);
});

test('without an epoch, as after a training that was kept, the score is taken', () => {
  expect(scoreOnce(counted()).atEnd({ areOfLastEpoch: true })).toBe(1);
});
