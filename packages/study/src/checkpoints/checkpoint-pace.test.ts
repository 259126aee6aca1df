import { CheckpointPace, type Pace } from './checkpoint-pace.ts';

let time = 0;
beforeEach(() => (time = 0));
const paceOf = (pace: Pace): CheckpointPace => new CheckpointPace(pace, () => time);

/** Whether one of a few bytes is due after some seconds. */
function isDueAfter(pace: CheckpointPace, seconds: number, isEpochEnd = false): boolean {
  time = seconds;
  return pace.isDue({ step: seconds, isEpochEnd, numBytes: 4 });
}

test('one is due after the interval, and before an evaluation when it costs less than a hundredth', () => {
  const pace = paceOf({ everySeconds: 60 });
  expect([4, 59].map((seconds) => isDueAfter(pace, seconds))).toEqual([false, false]);
  expect([4, 6].map((seconds) => isDueAfter(pace, seconds, true))).toEqual([false, true]);
  expect(isDueAfter(pace, 60)).toBe(true);
  pace.written(60, 0.1);
  expect([61, 69, 119].map((seconds) => isDueAfter(pace, seconds))).toEqual([false, false, false]);
  expect([69, 70].map((seconds) => isDueAfter(pace, seconds, true))).toEqual([false, true]);
  expect(isDueAfter(pace, 120)).toBe(true);
});

test('the interval is a hundred times what the last one took, or the first is expected to take', () => {
  const pace = paceOf({ everySeconds: 60 });
  time = 100;
  expect(pace.isDue({ step: 1, isEpochEnd: false, numBytes: 1e8 })).toBe(false);
  time = 105;
  expect(pace.isDue({ step: 1, isEpochEnd: false, numBytes: 1e8 })).toBe(true);
  pace.written(1, 2);
  expect(isDueAfter(pace, 304)).toBe(false);
  expect(isDueAfter(pace, 305)).toBe(true);
});

test('in steps it does not depend on the time', () => {
  const pace = paceOf({ everySteps: 2 });
  const isDue = (step: number): boolean => pace.isDue({ step, isEpochEnd: false, numBytes: 1e12 });
  expect([1, 2, 3].map(isDue)).toEqual([false, true, true]);
  pace.written(3, 100);
  expect([3, 4, 5].map(isDue)).toEqual([false, false, true]);
});
