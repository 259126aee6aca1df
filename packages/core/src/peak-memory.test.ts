import { peakMemoryBytes, resetPeakMemory } from './peak-memory.ts';

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
