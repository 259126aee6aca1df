import { maxRssMiB, median, timeRepeated } from './measure.ts';

test('the median of odd and even numbers of values', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('work is done once more than it is timed', () => {
  let count = 0;
  const {
    median: seconds,
    cpuMedian,
    first,
  } = timeRepeated(() => {
    count += 1;
    for (let end = performance.now() + 5; performance.now() < end;);
  }, 3);
  expect(count).toBe(4);
  for (const time of [seconds, first]) expect(time).toBeGreaterThanOrEqual(0.005);
  expect(cpuMedian).toBeLessThanOrEqual(2 * seconds + 1);
});

test('the largest resident memory is that of the process', () => {
  expect(maxRssMiB()).toBeGreaterThanOrEqual(process.memoryUsage().rss / 2 ** 20 / 2);
});
