import { type Dropout, Parameter, type Tensor, tf } from '@lamella/core/engine';
import type { Dense, Projection } from '@lamella/models';

/** How strongly an adapter's update counts, and what is dropped of its input. */
export interface LoraScaling {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
}

/**
 * A frozen linear map with a trained update of low rank (Hu et al. 2021):
 * y = x Wᵀ + b + (alpha / rank) · dropout(x) Aᵀ Bᵀ, with A [R, in] and B [out, R] as PEFT stores them.
 */
export class LoraLinear implements Projection {
  readonly base: Dense;
  readonly a: Parameter;
  readonly b: Parameter;
  readonly scaling: LoraScaling;

  /** @param a [R, in] @param b [out, R]; both are taken over */
  constructor(base: Dense, scaling: LoraScaling, { a, b }: { readonly a: Tensor; readonly b: Tensor }) {
    this.base = base;
    this.scaling = scaling;
    this.a = new Parameter(`${base.path}.lora_A.weight`, a);
    this.b = new Parameter(`${base.path}.lora_B.weight`, b);
  }

  get inFeatures(): number {
    return this.base.inFeatures;
  }

  get outFeatures(): number {
    return this.base.outFeatures;
  }

  /** alpha / rank */
  get factor(): number {
    return this.scaling.alpha / this.scaling.rank;
  }

  apply(x: Tensor, dropout: Dropout): Tensor {
    const input = dropout.apply(x, this.scaling.dropout) as tf.Tensor2D;
    const low = tf.matMul(input, this.a.value() as tf.Tensor2D, false, true); // [n, R]
    const update = tf.matMul(low, this.b.value() as tf.Tensor2D, false, true); // [n, out]
    return tf.add(this.base.apply(x), tf.mul(update, this.factor));
  }

  /** (alpha / rank) · B A, [out, in]: what merging adds to W. Caller disposes. */
  delta(): Tensor {
    return tf.tidy(() =>
      tf.mul(tf.matMul(this.b.value() as tf.Tensor2D, this.a.value() as tf.Tensor2D), this.factor),
    );
  }

  dispose(): void {
    this.a.dispose();
    this.b.dispose();
  }
}
