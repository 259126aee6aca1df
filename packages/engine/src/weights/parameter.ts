import { Bfloat16Weight } from './bfloat16-weight.ts';
import { type Quantization, QuantizedWeight } from './quantized-weight.ts';
import { tensorId } from '../native/binding.ts';
import { sizeOf } from '../recording/graph.ts';
import { type Tensor, tf } from '../native/tf.ts';
import { requireValueOf, Variable } from './variable.ts';

/**
 * A named weight of a model: a frozen tensor, or a {@link Variable} once it is trainable. The parameter owns
 * its memory; whoever uses {@link value} does not dispose it.
 */
export class Parameter {
  /** The name in the Hugging Face checkpoint, such as `roberta.encoder.layer.0.attention.self.query.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  #frozen: Tensor | undefined;
  #reduced: Bfloat16Weight | QuantizedWeight | undefined;
  #variable: Variable | undefined;
  #bound: Tensor | undefined;

  /**
   * @param value taken over: the parameter disposes it. As {@link Bfloat16Weight} it stays one until it becomes trainable, as
   *   {@link QuantizedWeight} it is frozen for good
   */
  constructor(name: string, value: Tensor | Bfloat16Weight | QuantizedWeight) {
    this.name = name;
    this.shape = [...value.shape];
    if (value instanceof Bfloat16Weight || value instanceof QuantizedWeight) {
      this.#reduced = value;
      return;
    }
    this.#frozen = tf.keep(value);
    // tfjs hands values over at their first use only, when a whole model would be held twice.
    tensorId(value);
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get isTrainable(): boolean {
    return this.#variable !== undefined;
  }

  /** How it is quantised, if it is. */
  get quantization(): Quantization | undefined {
    return this.#reduced instanceof QuantizedWeight ? this.#reduced.kind : undefined;
  }

  /**
   * The weight as a tensor, for use in a step or a `tidy`; owned by the parameter or by that scope.
   *
   * @param known a compiled step dequantises a quantised weight only once this is computed
   */
  value(known?: Tensor): Tensor {
    return this.#bound ?? this.#liveFrozen() ?? this.#reduced?.value(known) ?? this.variable().read();
  }

  /** A tensor of the weight. Caller disposes. */
  read(): Tensor {
    return this.#liveFrozen()?.clone() ?? this.#reduced?.value() ?? this.variable().read();
  }

  /**
   * Makes {@link value} return a given tensor, with respect to which gradients are taken; `undefined` undoes it.
   *
   * @returns what it returned before by another call of this
   */
  bind(value: Tensor | undefined): Tensor | undefined {
    const previous = this.#bound;
    this.#bound = value;
    return previous;
  }

  /** The variable behind a trainable parameter. */
  variable(): Variable {
    if (this.#variable === undefined)
      throw new Error(`Expected ${this.name} to be trainable, but it is frozen`);
    return this.#variable;
  }

  /** Moves the weight into a variable, so that steps can update it. */
  makeTrainable(): void {
    this.#requireUnquantized('trained');
    const frozen = this.#liveFrozen() ?? this.#reduced?.value();
    if (frozen === undefined) return;
    this.#variable = new Variable(this.name, frozen);
    this.#frozen = undefined;
    this.#reduced?.dispose();
    this.#reduced = undefined;
    frozen.dispose();
  }

  /**
   * Replaces the weight. The tensor stays the caller's. Steps that were compiled with a frozen weight keep the one
   * that they have.
   */
  assign(value: Tensor): void {
    const frozen = this.#liveFrozen();
    requireValueOf(this, value);
    this.#requireUnquantized('assigned');
    if (this.#reduced !== undefined) {
      this.#reduced.dispose();
      this.#reduced = Bfloat16Weight.fromTensor(value);
      return;
    }
    if (frozen === undefined) {
      this.variable().assign(value);
      return;
    }
    this.#frozen = tf.keep(value.clone());
    frozen.dispose();
  }

  dispose(): void {
    this.#frozen?.dispose();
    this.#reduced?.dispose();
    this.#variable?.dispose();
  }

  #requireUnquantized(use: string): void {
    const { quantization } = this;
    if (quantization !== undefined)
      throw new Error(`Expected a weight that can be ${use}, got ${this.name} in ${quantization}`);
  }

  #liveFrozen(): Tensor | undefined {
    if (this.#frozen?.isDisposed === true) {
      throw new Error(`Expected a live parameter, got ${this.name}, which was disposed`);
    }
    return this.#frozen;
  }
}
