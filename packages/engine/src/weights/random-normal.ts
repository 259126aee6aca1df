import {
  currentBinding,
  DataType,
  tensorId,
  typeAttribute,
  type TensorMetadata,
  wrapTensor,
} from '../native/binding.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** Normal numbers with mean 0. */
export interface NormalNumbers {
  readonly shape: readonly number[];
  /** Two whole numbers of 32 bits. */
  readonly seed: readonly [number, number];
  readonly standardDeviation: number;
}

/**
 * Normal numbers by an op of the binding's own (`random_normal_kernel.h`): Philox 4x32-10 and Box and Muller's method, on all threads,
 * made in the type in which they are held. A number depends on the seed and its place alone, whatever the number of threads; on
 * processors with other vector instructions its last bits may differ.
 *
 * @param type float32 or bfloat16, as `DataType` has them
 * @returns the binding's tensor; caller deletes
 */
export function randomNormal(numbers: NormalNumbers, type: number): TensorMetadata {
  const { shape, seed, standardDeviation } = numbers;
  const inputs = [
    tf.tensor1d([...shape], 'int32'),
    tf.tensor1d([...seed], 'int32'),
    tf.scalar(standardDeviation),
  ];
  try {
    const ids = inputs.map(tensorId);
    const [values] = currentBinding().executeOp('LamellaRandomNormal', [typeAttribute('T', type)], ids, 1);
    if (values === undefined) throw new Error('Expected random numbers, got none');
    return values;
  } finally {
    tf.dispose(inputs);
  }
}

/** As {@link randomNormal}, in float32. Caller disposes. */
export function randomNormalTensor(numbers: NormalNumbers): Tensor {
  return wrapTensor(randomNormal(numbers, DataType.float32));
}
