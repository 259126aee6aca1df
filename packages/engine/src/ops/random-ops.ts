import { DataType, executeOp, typeAttribute } from '../native/binding.ts';
import { delayUntil } from './delay-until.ts';
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

/** Step between the seeds of successive uses: 2^32 divided by the golden ratio. */
const SEED_STRIDE = 0x9e3779b1 | 0;

/**
 * Dropout for one forward pass: each call draws from a stream of its own, fixed by the seed and by how many calls
 * came before, so that a compiled and an eager step drop the same elements.
 */
export class Dropout {
  readonly #seed: Tensor | undefined;
  #numCalls: number;

  /**
   * @param seed int32 [2], such as (run seed, step); without one, nothing is dropped (evaluation)
   * @param numCalls how many calls the pass begins after
   */
  constructor(seed?: Tensor, numCalls = 0) {
    this.#seed = seed;
    this.#numCalls = numCalls;
  }

  /** How many calls came so far. */
  get numCalls(): number {
    return this.#numCalls;
  }

  /**
   * The same pass from a call on, whose elements are drawn only once another tensor is known.
   *
   * @param known float32; it and the seed stay the caller's
   */
  replay(numCalls: number, known: Tensor): Dropout {
    return new Dropout(this.#seed && delayUntil(this.#seed, known), numCalls);
  }

  /** Leaves out the calls before one, which a {@link replay} has made. */
  skipTo(numCalls: number): void {
    this.#numCalls = numCalls;
  }

  /**
   * Sets each element to zero with the given probability and scales the others by 1 / (1 - rate).
   *
   * @param x any shape
   */
  apply(x: Tensor, rate: number): Tensor {
    const seed = this.#seed;
    if (seed === undefined || rate === 0) return x;
    const call = this.#numCalls++;
    return tf.tidy(() => {
      const ownSeed = tf.add(seed, tf.tensor1d([Math.imul(call, SEED_STRIDE), 0], 'int32'));
      const isKept = tf.greaterEqual(statelessUniform(x.shape, ownSeed), rate);
      return tf.mul(x, tf.div(tf.cast(isKept, 'float32'), 1 - rate));
    });
  }
}
