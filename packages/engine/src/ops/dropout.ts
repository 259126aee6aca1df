import { delayUntil } from './delay-until.ts';
import { statelessUniform } from './random-ops.ts';
import { executeOwn, hasOwnKernels } from '../native/own-kernels.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** Step between the seeds of successive uses: 2^32 divided by the golden ratio. */
const SEED_STRIDE = 0x9e3779b1 | 0;

/** A use of dropout by another op, which draws the elements itself. */
export interface DropoutUse {
  readonly rate: number;
  /** int32 [2] */
  readonly seed: Tensor;
  /** int32 [n, 2]; undefined where rows are told apart by their number */
  readonly keys: Tensor | undefined;
  /** How many uses in the pass came before. */
  readonly call: number;
}

/**
 * Dropout for one forward pass. Which elements of a row are dropped depends on the seed, on how many calls came before, and on the
 * row's key alone: with the example and the place of each token as keys, an example's elements are the same in whichever batch and
 * row it is. A compiled and an eager step drop the same ones.
 *
 * On a GPU the keys are not read: there, elements depend on the shape of what they are dropped from.
 */
export class Dropout {
  readonly #seed: Tensor | undefined;
  readonly #keys: Tensor | undefined;
  /** Shared by all views of a pass. */
  readonly #calls: { count: number };

  /** @param seed int32 [2], such as (run seed, step); without one, nothing is dropped (evaluation) */
  constructor(seed?: Tensor, options: { readonly keys?: Tensor; readonly calls?: { count: number } } = {}) {
    this.#seed = seed;
    this.#keys = options.keys;
    this.#calls = options.calls ?? { count: 0 };
  }

  /** How many calls came so far. */
  get numCalls(): number {
    return this.#calls.count;
  }

  /**
   * The same pass from a call on, whose elements are drawn only once another tensor is known.
   *
   * @param known float32; it, the seed and the keys stay the caller's
   */
  replay(numCalls: number, known: Tensor): Dropout {
    return this.#view(this.#seed && delayUntil(this.#seed, known), this.#keys, { count: numCalls });
  }

  /** Leaves out the calls before one, which a {@link replay} has made. */
  skipTo(numCalls: number): void {
    this.#calls.count = numCalls;
  }

  /** The same pass for rows with these keys, int32 [n, 2]; undefined: rows that are told apart by their number. */
  of(keys: Tensor | undefined): Dropout {
    return this.#view(this.#seed, keys, this.#calls);
  }

  /** The same pass for some of the rows. @param places [m] int32, asked for where elements are dropped by keys */
  at(places: () => Tensor): Dropout {
    const keys = this.#seed && this.#keys;
    return keys === undefined ? this : this.of(tf.gather(keys, places() as tf.Tensor1D));
  }

  /**
   * Sets each element to zero with the given probability and scales the others by 1 / (1 - rate).
   *
   * @param x [n, D], or attention's weights [B, H, Q, T]; a key belongs to each of n rows, or of B·Q queries
   */
  apply(x: Tensor, rate: number): Tensor {
    const use = this.use(rate);
    if (use === undefined) return x;
    return hasOwnKernels() ? dropByKeys(x, use) : dropByShape(x, use);
  }

  /** For an op that drops elements of its own; counts as a call. Undefined if nothing is dropped. */
  use(rate: number): DropoutUse | undefined {
    if (this.#seed === undefined || rate === 0) return undefined;
    return { rate, seed: this.#seed, keys: this.#keys, call: this.#calls.count++ };
  }

  #view(seed: Tensor | undefined, keys: Tensor | undefined, calls: { count: number }): Dropout {
    return new Dropout(seed, { ...(keys && { keys }), calls });
  }
}

/** An op of the binding's own (`dropout_kernel.h`), which draws the elements anew in the backward pass. */
function dropByKeys(x: Tensor, { rate, seed, keys, call }: DropoutUse): Tensor {
  const { shape } = x;
  const rows =
    shape.length === 2 || shape.length === 4 ? shape : [x.size / (shape.at(-1) ?? 1), shape.at(-1) ?? 1];
  return tf.tidy(() => {
    const places = keys ?? tf.tensor1d([], 'int32');
    const run = (value: Tensor, ...random: Tensor[]): Tensor => {
      const [result] = executeOwn('LamellaDropout', [value, ...random], {
        numOutputs: 1,
        numbers: { rate, call },
      });
      if (result === undefined) throw new Error('Expected the result of LamellaDropout, got none');
      return result;
    };
    const dropped = tf.customGrad((value, save) => {
      (save as tf.GradSaveFunc)([seed, places]);
      return {
        value: run(value as Tensor, seed, places),
        gradFunc: (dy: Tensor, saved: Tensor[]) => run(dy, ...saved),
      };
    })(tf.reshape(x, rows));
    return tf.reshape(dropped, shape);
  });
}

/** By TensorFlow's ops: elements depend on the shape. */
function dropByShape(x: Tensor, { rate, seed, call }: DropoutUse): Tensor {
  return tf.tidy(() => {
    const ownSeed = tf.add(seed, tf.tensor1d([Math.imul(call, SEED_STRIDE), 0], 'int32'));
    const isKept = tf.greaterEqual(statelessUniform(x.shape, ownSeed), rate);
    return tf.mul(x, tf.div(tf.cast(isKept, 'float32'), 1 - rate));
  });
}
