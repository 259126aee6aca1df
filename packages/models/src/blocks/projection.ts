import { type Dropout, multiplyByQuantized, type Parameter, type Tensor, tf } from '@lamella/engine';

/** A linear map of a layer: the thing that an adapter wraps. */
export interface Projection {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** The dense map itself, under any adapter. */
  readonly base: Dense;
  /**
   * @param x [n, in]
   * @param dropout of the present forward pass; a plain linear map has no use for it
   * @returns [n, out]
   */
  apply(x: Tensor, dropout: Dropout): Tensor;
}

/** The linear map of a layer that has a name. */
export function findProjection(projections: ReadonlyMap<string, Projection>, name: string): Projection {
  const projection = projections.get(name);
  if (projection !== undefined) return projection;
  throw new Error(`Expected the projection ${name} among ${[...projections.keys()].join(', ')}, got none`);
}

/** y = x Wᵀ + b, with W stored as PyTorch does: [out, in]. */
export class Dense implements Projection {
  /** The module's path in the checkpoint, such as `roberta.encoder.layer.0.attention.self.query`. */
  readonly path: string;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(path: string, weight: Parameter, bias?: Parameter) {
    this.path = path;
    this.weight = weight;
    this.bias = bias;
  }

  get inFeatures(): number {
    return this.weight.shape[1] ?? 0;
  }

  get outFeatures(): number {
    return this.weight.shape[0] ?? 0;
  }

  get base(): Dense {
    return this;
  }

  /** x Wᵀ, without the bias: [n, in] to [n, out]. */
  multiply(x: Tensor): Tensor {
    if (this.weight.quantization !== undefined) return multiplyByQuantized(x, this.weight);
    return tf.matMul(x as tf.Tensor2D, this.weight.value() as tf.Tensor2D, false, true);
  }

  apply(x: Tensor): Tensor {
    const product = this.multiply(x); // [n, out]
    return this.bias === undefined ? product : tf.add(product, this.bias.value());
  }
}
