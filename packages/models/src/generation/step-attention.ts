import { attendToCache, hasOwnKernels, type NamedTensors, type Tensor, tf } from '@lamella/engine';
import { additive } from '../blocks/attention.ts';
import type { Rotation } from '../blocks/rotary-embedding.ts';
import type { KeyValue } from '../decoder/attend-in-groups.ts';
import type { DecoderPass } from '../decoder/decoder-layer.ts';
import { slotPositions, writeSlot } from './key-value-cache.ts';

/** What a step of decoding attends with. */
export interface StepTensors {
  /** The cache of all layers: `key0`, `value0`, `key1`, … */
  readonly cache: NamedTensors;
  /** Scalar int32: the column of the newest tokens */
  readonly position: Tensor;
  /** [B] int32: the column of each row's first token */
  readonly begin: Tensor;
  /** At that column. */
  readonly rotation: Rotation;
  readonly numHeads: number;
}

/** How the layers of a step see the cache. */
export interface StepAttention {
  readonly pass: Pick<DecoderPass, 'mask' | 'remember' | 'attend'>;
  /** The cache with the newest tokens, filled as the layers run; empty if they write to the one that there is. */
  readonly made: NamedTensors;
}

/** On CPUs the newest keys and values are written to the cache, elsewhere to a copy of it. */
export function attendStep(tensors: StepTensors): StepAttention {
  return hasOwnKernels() ? writeInPlace(tensors) : writeToCopy(tensors);
}

function writeInPlace({ cache, position, begin, rotation, numHeads }: StepTensors): StepAttention {
  const attend: DecoderPass['attend'] = (layer, rows) => {
    const { key: keys, value: values } = cacheOf(cache, layer);
    return attendToCache({ ...rows, keys, values, ...rotation, position, begin }, numHeads);
  };
  return { pass: { attend }, made: {} };
}

/** The same by TensorFlow's ops. */
export function writeToCopy({
  cache,
  position,
  begin,
}: Omit<StepTensors, 'numHeads' | 'rotation'>): StepAttention {
  const capacity = cacheOf(cache, 0).key.shape[2] ?? 0;
  const isSeen = tf.greaterEqual(slotPositions(position, capacity), tf.reshape(begin, [-1, 1])); // [B, C]
  const made: Record<string, Tensor> = {};
  const remember = (layer: number, present: KeyValue): KeyValue => {
    const { key, value } = writeSlot(cacheOf(cache, layer), present, position);
    made[`key${layer}`] = key;
    made[`value${layer}`] = value;
    return { key, value };
  };
  return { pass: { mask: additive(tf.reshape(isSeen, [begin.size, 1, 1, 1, capacity])), remember }, made };
}

function cacheOf(cache: NamedTensors, layer: number): KeyValue {
  return { key: cache[`key${layer}`], value: cache[`value${layer}`] } as KeyValue;
}
