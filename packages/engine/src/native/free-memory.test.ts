import { peakMemoryBytes, resetPeakMemory } from '@lamella/core';
import { releaseFreeMemory } from './free-memory.ts';
import { tf } from './tf.ts';

/** Many small tensors, which the C library takes from its heap, not from pages of their own. */
function fillAndFree(count: number): void {
  const one = tf.ones([64, 64]);
  tf.dispose(Array.from({ length: count }, () => tf.add(one, one)));
  one.dispose();
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('the peak of small work does not hold what larger work before it has freed', () => {
  fillAndFree(10_000);
  const large = peakMemoryBytes();
  releaseFreeMemory();
  resetPeakMemory();
  fillAndFree(10);
  expect(large - peakMemoryBytes()).toBeGreaterThan(100 * 2 ** 20);
});
