import { Parameter, type Tensor, tf } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import { applyLowRank, type LowRank, lowRankWeight } from './low-rank.ts';

/**
 * The residual of a linear map once PiSSA (Meng et al. 2024) has split off its principal part: W - s · B₀ A₀. It is kept as
 * the unchanged base and the two matrices, so that the base stays what its file says and little memory is needed.
 */
export class ResidualDense {
  readonly base: Dense;
  /** A₀ [R, in] */
  readonly a: Parameter;
  /** B₀ [out, R] */
  readonly b: Parameter;
  readonly #factor: number;

  /** @param principal A₀ and B₀, taken over @param factor s */
  constructor(base: Dense, principal: LowRank, factor: number) {
    this.base = base;
    this.a = new Parameter(`${base.path}.lora_A.weight`, principal.a);
    this.b = new Parameter(`${base.path}.lora_B.weight`, principal.b);
    this.#factor = factor;
  }

  /** x (W - s · B₀ A₀)ᵀ, without the bias: [n, in] to [n, out]. */
  multiply(x: Tensor): Tensor {
    return tf.sub(this.base.multiply(x), applyLowRank(x, this.#principal(), this.#factor));
  }

  apply(x: Tensor): Tensor {
    const product = this.multiply(x);
    return this.base.bias === undefined ? product : tf.add(product, this.base.bias.value());
  }

  /** W - s · B₀ A₀, [out, in]. Caller disposes. */
  weight(): Tensor {
    return tf.tidy(() => tf.sub(this.base.weight.value(), lowRankWeight(this.#principal(), this.#factor)));
  }

  dispose(): void {
    this.a.dispose();
    this.b.dispose();
  }

  #principal(): LowRank {
    return { a: this.a.value(), b: this.b.value() };
  }
}
