import { executeOp, type Tensor, tf, typeAttribute, DataType } from '@lamella/engine';
import type { KeyValue } from '../decoder/attend-in-groups.ts';

/**
 * Keys or values of a prompt in a fixed number of slots: the position p stands in slot p mod C, so that a cache of as many
 * slots as a sliding window has tokens holds just what the window shows.
 *
 * @param prompt keys or values of the positions 0 to T - 1, [B, KV, T, K]
 * @param capacity C
 * @returns [B, KV, C, K]
 */
export function fillSlots(prompt: Tensor, capacity: number): Tensor {
  const [, , length = 0] = prompt.shape;
  if (length <= capacity)
    return tf.pad(prompt, [
      [0, 0],
      [0, 0],
      [0, capacity - length],
      [0, 0],
    ]);
  const begin = length - capacity; // the first position that is kept
  const turn = begin % capacity; // its slot
  const kept = slicePositions(prompt, begin, length);
  return tf.concat(
    [slicePositions(kept, capacity - turn, capacity), slicePositions(kept, 0, capacity - turn)],
    2,
  );
}

function slicePositions(x: Tensor, begin: number, end: number): Tensor {
  const [batchSize = 0, numHeads = 0, , headSize = 0] = x.shape;
  return tf.slice(x, [0, 0, begin, 0], [batchSize, numHeads, end - begin, headSize]);
}

/** Puts the keys and values of one position in their slot. */
export function writeSlot(cache: KeyValue, present: KeyValue, position: Tensor): KeyValue {
  return {
    key: replaceSlot(cache.key, present.key, position),
    value: replaceSlot(cache.value, present.value, position),
  };
}

/** @param cache [B, KV, C, K] @param present [B, KV, 1, K] @param position int32 scalar @returns [B, KV, C, K] */
function replaceSlot(cache: Tensor, present: Tensor, position: Tensor): Tensor {
  const [batchSize = 0, numHeads = 0, capacity = 0, headSize = 0] = cache.shape;
  const numRows = batchSize * numHeads;
  const firstSlots = tf.range(0, numRows * capacity, capacity, 'int32'); // slot 0 of each head, all slots in one row
  const slots = tf.add(firstSlots, tf.mod(position, tf.scalar(capacity, 'int32'))); // [B·KV]
  const [updated] = executeOp(
    'TensorScatterUpdate',
    [
      tf.reshape(cache, [numRows * capacity, headSize]),
      tf.reshape(slots, [numRows, 1]),
      tf.reshape(present, [numRows, headSize]),
    ],
    [typeAttribute('T', DataType.float32), typeAttribute('Tindices', DataType.int32)],
  );
  return tf.reshape(updated as Tensor, cache.shape);
}

/**
 * The position that each slot holds when the newest is p; negative for slots that are empty still.
 *
 * @param position p, int32 scalar
 * @returns [C] int32
 */
export function slotPositions(position: Tensor, capacity: number): Tensor {
  const slots = tf.range(0, capacity, 1, 'int32');
  return tf.sub(position, tf.mod(tf.sub(position, slots), tf.scalar(capacity, 'int32')));
}
