import { type Parameter, rmsNorm, type Tensor, tf } from '@lamella/engine';

/** The form in which a family stores the weight of its norms. */
export interface RmsNormStyle {
  /** The stored value that leaves the normalised input as it is. */
  readonly neutral: 'ones' | 'zeros';
  /** The factor of the normalised input that a stored weight stands for. */
  factor(weight: Tensor): Tensor;
}

/** LLaMA and most others store the factor itself. */
export const PLAIN_NORM: RmsNormStyle = { neutral: 'ones', factor: (weight) => weight };

/** Gemma stores how much the factor differs from 1. */
export const SHIFTED_NORM: RmsNormStyle = { neutral: 'zeros', factor: (weight) => tf.add(weight, 1) };

/** Root mean square normalisation over the last axis (Zhang and Sennrich 2019): x / sqrt(mean(x²) + epsilon) · factor. */
export class RmsNorm {
  readonly weight: Parameter;
  readonly #epsilon: number;
  readonly #style: RmsNormStyle;

  /** @param weight [D] */
  constructor(weight: Parameter, epsilon: number, style: RmsNormStyle) {
    this.weight = weight;
    this.#epsilon = epsilon;
    this.#style = style;
  }

  /** @param x [n, D] @returns [n, D] */
  apply(x: Tensor): Tensor {
    return rmsNorm({ x, factor: this.#style.factor(this.weight.value()), epsilon: this.#epsilon });
  }
}
