import { DataType, executeOp, typeAttribute } from '../native/binding.ts';
import { type Tensor, tf } from '../native/tf.ts';

/**
 * Uniform numbers in [0, 1) from TensorFlow's counter-based generator (Philox): native, and a function of
 * the seed alone, so that a run can be repeated and resumed.
 *
 * @param shape of the result
 * @param seed int32 [2]
 * @returns float32; caller disposes
 */
export function statelessUniform(shape: readonly number[], seed: Tensor): Tensor {
  return tf.tidy(() => {
    const size = tf.tensor1d(shape as number[], 'int32');
    const attributes = [
      typeAttribute('dtype', DataType.float32),
      typeAttribute('T', DataType.int32),
      typeAttribute('Tseed', DataType.int32),
    ];
    const [numbers] = executeOp('StatelessRandomUniform', [size, seed], attributes);
    if (numbers === undefined) throw new Error('Expected random numbers, got none');
    return numbers;
  });
}
