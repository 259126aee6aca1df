import { currentBinding, DataType, tensorId, typeAttribute, wrapTensor } from '../native/binding.ts';
import type { Tensor } from '../native/tf.ts';
import { type NormalNumbers, randomNormal } from './random-normal.ts';

/**
 * A weight that is held in bfloat16 alone, a type that tfjs has no name for: half the memory of float32. Whoever uses it gets it
 * as float32; compiled steps leave that conversion out where a matrix product or a look-up can take the bfloat16 itself.
 */
export class Bfloat16Weight {
  readonly shape: readonly number[];
  readonly #id: number;
  #isDisposed = false;

  private constructor(id: number, shape: readonly number[]) {
    this.#id = id;
    this.shape = [...shape];
  }

  /** @param bytes as a checkpoint stores them, copied */
  static fromBytes(shape: readonly number[], bytes: Uint8Array): Bfloat16Weight {
    const id = currentBinding().createTensorFromBytes({ dtype: DataType.bfloat16, shape, bytes });
    return new Bfloat16Weight(id, shape);
  }

  /** Normal numbers, made in bfloat16. */
  static fromRandom(numbers: NormalNumbers): Bfloat16Weight {
    return new Bfloat16Weight(randomNormal(numbers, DataType.bfloat16).id, numbers.shape);
  }

  /** Rounds to the nearest, ties to even. @param value float32; stays the caller's */
  static fromTensor(value: Tensor): Bfloat16Weight {
    const attributes = [typeAttribute('SrcT', DataType.float32), typeAttribute('DstT', DataType.bfloat16)];
    const [rounded] = currentBinding().executeOp('Cast', attributes, [tensorId(value)], 1);
    if (rounded === undefined) throw new Error('Expected a bfloat16 tensor, got none');
    return new Bfloat16Weight(rounded.id, value.shape);
  }

  /** Another owner of the same memory. */
  alias(): Bfloat16Weight {
    return new Bfloat16Weight(aliasOf(this.id), this.shape);
  }

  /** The binding's tensor. */
  get id(): number {
    if (this.#isDisposed) throw new Error('Expected a live weight, got one that was disposed');
    return this.#id;
  }

  /** The weight as float32. Caller disposes (in a step or a `tidy`, tfjs does). */
  value(): Tensor {
    return widenBfloat16(this.id);
  }

  dispose(): void {
    if (!this.#isDisposed) currentBinding().deleteTensor(this.#id);
    this.#isDisposed = true;
  }
}

/** Another tensor of the same memory. @param id the binding's @returns caller deletes it */
export function aliasOf(id: number): number {
  const [alias] = currentBinding().executeOp('Identity', [], [id], 1);
  if (alias === undefined) throw new Error('Expected an alias of a tensor, got none');
  return alias.id;
}

/** A tensor of bfloat16 as float32. @param id the binding's @returns caller disposes */
export function widenBfloat16(id: number): Tensor {
  const attributes = [typeAttribute('SrcT', DataType.bfloat16), typeAttribute('DstT', DataType.float32)];
  const [value] = currentBinding().executeOp('Cast', attributes, [id], 1);
  if (value === undefined) throw new Error('Expected a float32 tensor, got none');
  return wrapTensor(value);
}
