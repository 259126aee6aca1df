import { tf } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import type { Batch } from '@lamella/datasets';
import { KeptSamples, keptLimits } from './kept-samples.ts';

const rowsOf = (weights: readonly number[]): Batch =>
  ({ weights: Float32Array.from(weights) }) as unknown as Batch;
const sizes = { numRepresentations: 2, size: 1 };

/** Adds batches of two rows that hold their number, and reads those that were kept. */
function keep(numSamples: number): number[] {
  const kept = new KeptSamples(numSamples, sizes);
  for (let start = 0; start < numSamples; start += 2) {
    const rows = tf.tensor3d([start, start + 1, start, start + 1], [2, 2, 1]);
    kept.add(rows, rowsOf([1, 1]));
    rows.dispose();
  }
  const found = kept.read();
  const [first = []] = found.arraySync() as number[][][];
  found.dispose();
  kept.dispose();
  return first.map(([value = NaN]) => value);
}

test('few samples are all kept, without rows that fill up a batch', () => {
  expect(keep(4)).toEqual([0, 1, 2, 3]);
  expectNoLeakedTensors(() => {
    const kept = new KeptSamples(2, sizes);
    const rows = tf.tensor3d([5, 6, 7, 5, 6, 7], [2, 3, 1]);
    kept.add(rows, rowsOf([0, 1, 1]));
    const found = kept.read();
    expect(found.arraySync()).toEqual([
      [[6], [7]],
      [[6], [7]],
    ]);
    tf.dispose([rows, found]);
    kept.dispose();
  });
});

test('of many a random choice is kept, the same every time', () => {
  const found = keep(4 * keptLimits.samples);
  expect(found).toHaveLength(keptLimits.samples);
  expect(found).toEqual(keep(4 * keptLimits.samples));
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  // Uniform on 0 … 4095: the mean of 1,024 has a standard error of 4096 / √12 / 32 = 37.
  expect(Math.abs(mean - 2 * keptLimits.samples)).toBeLessThan(150);
});

test('the memory is limited', () => {
  const size = keptLimits.bytes / 4 / 2 / 3;
  const kept = new KeptSamples(8, { numRepresentations: 2, size: Math.ceil(size) });
  const rows = tf.ones([2, 8, 1]);
  kept.add(rows, rowsOf(new Array<number>(8).fill(1)));
  const found = kept.read();
  expect(found.shape).toEqual([2, 2, 1]);
  tf.dispose([rows, found]);
  kept.dispose();
});
