import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import type { AdaptedLinear } from '../kind/adapted-linear.ts';

/** The parts of a map's VeRA. */
export interface VeraParts {
  /** A [R, largest in] and B [largest out, R] of all maps; not the map's own. */
  readonly a: Parameter;
  readonly b: Parameter;
  /** d [R] and b [out], taken over. */
  readonly lambdaD: Parameter;
  readonly lambdaB: Parameter;
  /** Probability of dropping an element of the input while training. */
  readonly dropout: number;
}

/**
 * A frozen linear map with VeRA (Kopiczko et al. 2024, equation 2): y = x Wᵀ + bias + b ⊙ ((d ⊙ (dropout(x) Aᵀ)) Bᵀ). The random
 * matrices A and B are frozen and shared; a map uses their first `in` columns and first `out` rows. The vectors d and b are
 * trained.
 */
export class VeraLinear implements AdaptedLinear {
  readonly base: Dense;
  readonly #parts: VeraParts;

  constructor(base: Dense, parts: VeraParts) {
    this.base = base;
    this.#parts = parts;
  }

  get inFeatures(): number {
    return this.base.inFeatures;
  }

  get outFeatures(): number {
    return this.base.outFeatures;
  }

  get parameters(): readonly Parameter[] {
    return [this.#parts.lambdaB, this.#parts.lambdaD];
  }

  apply(x: Tensor, dropout: Dropout): Tensor {
    const { lambdaD, lambdaB } = this.#parts;
    const low = tf.matMul(dropout.apply(x, this.#parts.dropout) as tf.Tensor2D, this.#a(), false, true); // [n, R]
    const update = tf.matMul(tf.mul(low, lambdaD.value()) as tf.Tensor2D, this.#b(), false, true); // [n, out]
    return tf.add(this.base.apply(x), tf.mul(update, lambdaB.value()));
  }

  /** W + diag(b) B diag(d) A, [out, in]. Caller disposes. */
  mergedWeight(): Tensor {
    return tf.tidy(() => {
      const [d, b] = [this.#parts.lambdaD, this.#parts.lambdaB].map((each) => tf.expandDims(each.value(), 1));
      const [left, right] = [tf.mul(this.#b(), b ?? 1), tf.mul(this.#a(), d ?? 1)];
      return tf.add(this.base.weight.value(), tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D));
    });
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  /** [R, in] */
  #a(): tf.Tensor2D {
    const { a } = this.#parts;
    return sliceTo(a, [a.shape[0] ?? 0, this.inFeatures]);
  }

  /** [out, R] */
  #b(): tf.Tensor2D {
    const { b } = this.#parts;
    return sliceTo(b, [this.outFeatures, b.shape[1] ?? 0]);
  }
}

/** The first rows and columns of a matrix, which is not copied where that is all of it. */
function sliceTo(matrix: Parameter, size: readonly [number, number]): tf.Tensor2D {
  const value = matrix.value() as tf.Tensor2D;
  return matrix.shape.join() === size.join() ? value : tf.slice(value, [0, 0], [...size]);
}
