import { type Dropout, Parameter, type Tensor, tf } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import type { AdaptedLinear } from '../kind/adapted-linear.ts';
import { applyLowRank, type LowRank, lowRankWeight } from './low-rank.ts';
import type { ResidualDense } from './residual.ts';
import { type LoraScaling, scalingFactor } from './scaling.ts';

/**
 * A frozen linear map with a trained update of low rank (Hu et al. 2021):
 * y = x Wᵀ + b + s · dropout(x) Aᵀ Bᵀ, with A [R, in] and B [out, R] as PEFT stores them and s of {@link scalingFactor}.
 * With PiSSA, W is what is left of the base.
 */
export class LoraLinear implements AdaptedLinear {
  readonly base: Dense;
  readonly a: Parameter;
  readonly b: Parameter;
  readonly scaling: LoraScaling;
  readonly residual: ResidualDense | undefined;
  readonly magnitude = undefined;

  /** @param update A and B, taken over, like the residual */
  constructor(base: Dense, scaling: LoraScaling, { a, b, residual }: LowRank & { residual?: ResidualDense }) {
    this.base = base;
    this.scaling = scaling;
    this.a = new Parameter(`${base.path}.lora_A.weight`, a);
    this.b = new Parameter(`${base.path}.lora_B.weight`, b);
    this.residual = residual;
  }

  get inFeatures(): number {
    return this.base.inFeatures;
  }

  get outFeatures(): number {
    return this.base.outFeatures;
  }

  get parameters(): readonly Parameter[] {
    return [this.a, this.b];
  }

  /** s */
  get factor(): number {
    return scalingFactor(this.scaling);
  }

  /** The map that training leaves as it is: the base, or PiSSA's residual. */
  get frozen(): Dense | ResidualDense {
    return this.residual ?? this.base;
  }

  apply(x: Tensor, dropout: Dropout): Tensor {
    return tf.add(this.frozen.apply(x), this.update(dropout.apply(x, this.scaling.dropout)));
  }

  /** s · x Aᵀ Bᵀ, [n, in] to [n, out]. */
  update(x: Tensor): Tensor {
    return applyLowRank(x, this.#matrices(), this.factor);
  }

  /** s · B A, [out, in]: what merging adds to the frozen weight. Caller disposes. */
  delta(): Tensor {
    return tf.tidy(() => lowRankWeight(this.#matrices(), this.factor));
  }

  /** @param known a compiled step dequantises a quantised base only once this is computed */
  mergedWeight(known?: Tensor): Tensor {
    return tf.tidy(() => tf.add(this.frozenWeight(known), this.delta()));
  }

  /** The frozen map's weight, [out, in]; owned by the scope. */
  frozenWeight(known?: Tensor): Tensor {
    return this.residual?.weight() ?? this.base.weight.value(known);
  }

  dispose(): void {
    this.a.dispose();
    this.b.dispose();
    this.residual?.dispose();
  }

  #matrices(): LowRank {
    return { a: this.a.value(), b: this.b.value() };
  }
}
