import { type Dropout, Parameter, type Tensor, tf } from '@lamella/engine';
import type { Dense } from '@lamella/models';
import type { AdaptedLinear } from '../kind/adapted-linear.ts';
import type { LoraLinear } from './linear.ts';
import type { ResidualDense } from './residual.ts';

/**
 * DoRA (Liu et al. 2024) around a LoRA: each row of the weight V = W + s · B A is scaled to a trained length m,
 * y = x (m / ‖V‖ · V)ᵀ + b. At the start m = ‖V‖. As the paper's section 4.3 advises, and PEFT does, the lengths ‖V‖ count as
 * constants in the gradients.
 */
export class DoraLinear implements AdaptedLinear {
  readonly magnitude: Parameter;
  readonly #lora: LoraLinear;

  /** @param lora taken over */
  constructor(lora: LoraLinear) {
    this.#lora = lora;
    this.magnitude = new Parameter(
      `${lora.base.path}.lora_magnitude_vector`,
      tf.tidy(() => rowLengths(lora.mergedWeight())),
    );
  }

  get base(): Dense {
    return this.#lora.base;
  }

  get inFeatures(): number {
    return this.#lora.inFeatures;
  }

  get outFeatures(): number {
    return this.#lora.outFeatures;
  }

  get a(): Parameter {
    return this.#lora.a;
  }

  get b(): Parameter {
    return this.#lora.b;
  }

  get residual(): ResidualDense | undefined {
    return this.#lora.residual;
  }

  get parameters(): readonly Parameter[] {
    return [...this.#lora.parameters, this.magnitude];
  }

  apply(x: Tensor, dropout: Dropout): Tensor {
    const { frozen, scaling } = this.#lora;
    const input = dropout.apply(x, scaling.dropout);
    const scale = this.#scale(x);
    const change = tf.add(
      tf.mul(frozen.multiply(input), tf.sub(scale, 1)),
      tf.mul(this.#lora.update(input), scale),
    ); // [n, out]
    return tf.add(frozen.apply(x), change);
  }

  mergedWeight(): Tensor {
    return tf.tidy(() => {
      const direction = this.#lora.mergedWeight();
      const scale = tf.div(this.magnitude.value(), rowLengths(direction));
      return tf.mul(direction, tf.expandDims(scale, 1));
    });
  }

  dispose(): void {
    this.#lora.dispose();
    this.magnitude.dispose();
  }

  /** m / ‖V‖, [out], whose gradient goes to m alone. */
  #scale(x: Tensor): Tensor {
    const scaled = tf.customGrad((magnitude, save) => {
      const lengths = tf.tidy(() => rowLengths(this.#lora.mergedWeight(x)));
      (save as tf.GradSaveFunc)([lengths]);
      return {
        value: tf.div(magnitude as Tensor, lengths),
        gradFunc: (gradient: Tensor, saved: Tensor[]) => tf.div(gradient, saved[0] as Tensor),
      };
    });
    return scaled(this.magnitude.value());
  }
}

/** The Euclidean length of each row: [out, in] to [out]. */
function rowLengths(weight: Tensor): Tensor {
  return tf.sqrt(tf.sum(tf.square(weight), 1));
}
