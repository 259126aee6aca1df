import { maxRssMiB, timeRepeated } from './measure.ts';

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
