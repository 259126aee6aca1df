import { layerNorm, type Parameter, type Tensor } from '@lamella/engine';

/** Layer normalisation over the last axis (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) · weight + bias. */
export class LayerNorm {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #epsilon: number;

  /** @param weight [D] @param bias [D]; undefined for none */
  constructor(weight: Parameter, bias: Parameter | undefined, epsilon: number) {
    this.weight = weight;
    this.bias = bias;
    this.#epsilon = epsilon;
  }

  /** @param x [n, D] @param residual added to x first, [n, D] @returns [n, D] */
  apply(x: Tensor, residual?: Tensor): Tensor {
    const [weight, bias] = [this.weight.value(), this.bias?.value()];
    return layerNorm({ x, residual, weight, bias, epsilon: this.#epsilon });
  }
}
