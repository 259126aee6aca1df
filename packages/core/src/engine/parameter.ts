import { sizeOf } from './graph.ts';
import { type Tensor, tf } from './tf.ts';
import { Variable } from './variable.ts';

/**
 * A named weight of a model: a frozen tensor, or a {@link Variable} once it is trainable. The parameter owns
 * its memory; whoever uses {@link value} does not dispose it.
 */
export class Parameter {
  /** The name in the Hugging Face checkpoint, such as `roberta.encoder.layer.0.attention.self.query.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  #frozen: Tensor | undefined;
  #variable: Variable | undefined;
  #bound: Tensor | undefined;

  /** @param value taken over: the parameter disposes it */
  constructor(name: string, value: Tensor) {
    this.name = name;
    this.shape = [...value.shape];
    this.#frozen = tf.keep(value);
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get isTrainable(): boolean {
    return this.#variable !== undefined;
  }

  /** The weight as a tensor, for use in a step or a `tidy`; owned by the parameter or by that scope. */
  value(): Tensor {
    return this.#bound ?? this.#frozen ?? this.variable().read();
  }

  /** A tensor of the weight. Caller disposes. */
  read(): Tensor {
    return this.#frozen?.clone() ?? this.variable().read();
  }

  /** Makes {@link value} return a given tensor, with respect to which gradients are taken; `undefined` undoes it. */
  bind(value: Tensor | undefined): void {
    this.#bound = value;
  }

  /** The variable behind a trainable parameter. */
  variable(): Variable {
    if (this.#variable === undefined)
      throw new Error(`Expected ${this.name} to be trainable, but it is frozen`);
    return this.#variable;
  }

  /** Moves the weight into a variable, so that steps can update it. */
  makeTrainable(): void {
    if (this.#frozen === undefined) return;
    this.#variable = new Variable(this.name, this.#frozen);
    this.#frozen.dispose();
    this.#frozen = undefined;
  }

  /** Replaces the weight. The tensor stays the caller's. */
  assign(value: Tensor): void {
    if (this.#variable !== undefined) {
      this.#variable.assign(value);
      return;
    }
    if (value.shape.join() !== this.shape.join()) {
      throw new Error(
        `Expected a value of shape [${this.shape.join(', ')}] for ${this.name}, got [${value.shape.join(', ')}]`,
      );
    }
    this.#frozen?.dispose();
    this.#frozen = tf.keep(value.clone());
  }

  dispose(): void {
    this.#frozen?.dispose();
    this.#variable?.dispose();
    this.#frozen = undefined;
    this.#variable = undefined;
  }
}
