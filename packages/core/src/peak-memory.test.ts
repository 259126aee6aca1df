import { ownPeakMemory, peakMemoryBytes, resetPeakMemory } from './peak-memory.ts';

const MIB = 2 ** 20;

test('the peak is at least what is in use', () => {
  resetPeakMemory();
  expect(peakMemoryBytes()).toBeGreaterThanOrEqual(0.95 * process.memoryUsage.rss());
});

test('the peak rises with what is used, and stays when that is freed', () => {
  resetPeakMemory();
  const before = peakMemoryBytes();
  let block: Buffer | undefined = Buffer.alloc(200 * MIB, 1);
  const during = peakMemoryBytes();
  expect(block.length).toBe(200 * MIB);
  block = undefined;
  expect(during - before).toBeGreaterThan(150 * MIB);
  expect(peakMemoryBytes()).toBeGreaterThan(during - 8 * MIB); // the kernel counts per thread, and adds up late
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a peak of its own is without what was there before, unless that is used again', () => {
  const before = Buffer.alloc(200 * MIB, 1);
  resetPeakMemory();
  const work = Buffer.alloc(50 * MIB, 1);
  const { bytes, isOwn } = ownPeakMemory();
  expect(isOwn).toBe(true);
  const unused = peakMemoryBytes() - bytes;
  expect(unused).toBeGreaterThan(190 * MIB);
  before.fill(2, 0, 100 * MIB);
  expect(peakMemoryBytes() - ownPeakMemory().bytes).toBeLessThan(unused - 90 * MIB);
  expect(before.length + work.length).toBe(250 * MIB);
});
