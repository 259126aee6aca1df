import { type Tensor, tf } from '@lamella/engine';
import { fillSlots, slotPositions, writeSlot } from './key-value-cache.ts';

/** Values that name their position, for one row and one head: [1, 1, T, 1]. */
function positions(begin: number, end: number): Tensor {
  return tf.reshape(tf.range(begin, end, 1, 'float32'), [1, 1, end - begin, 1]);
}

const values = (x: Tensor): number[] => [...x.dataSync()];
const scalar = (value: number): Tensor => tf.scalar(value, 'int32');

test('a short prompt stands in the first slots', () => {
  expect(values(fillSlots(positions(0, 3), 5))).toEqual([0, 1, 2, 0, 0]);
});

test('of a long prompt, the last positions stay, each in its slot', () => {
  expect(values(fillSlots(positions(0, 7), 3))).toEqual([6, 4, 5]);
  expect(values(fillSlots(positions(0, 6), 3))).toEqual([3, 4, 5]);
});

test('a new position takes the slot of the oldest, in every row and head', () => {
  tf.tidy(() => {
    const cache = tf.tile(positions(0, 3), [2, 2, 1, 1]);
    const present = tf.reshape(tf.tensor1d([10, 11, 12, 13]), [2, 2, 1, 1]);
    const { key, value } = writeSlot(
      { key: cache, value: cache },
      { key: present, value: tf.neg(present) },
      scalar(4),
    );
    expect(values(key)).toEqual([0, 10, 2, 0, 11, 2, 0, 12, 2, 0, 13, 2]);
    expect(values(value)).toEqual([0, -10, 2, 0, -11, 2, 0, -12, 2, 0, -13, 2]);
  });
});

test('each slot knows its position; empty ones have negative positions', () => {
  expect(values(slotPositions(scalar(7), 3))).toEqual([6, 7, 5]);
  expect(values(slotPositions(scalar(1), 4))).toEqual([0, 1, -2, -1]);
});
