import type { Binding, TensorMetadata } from './binding.ts';

interface SharedCopy {
  readonly copy: TensorMetadata;
  numUsers: number;
}

/** Copies of tensors in another form, each made once and shared by all functions that capture the original. */
export class SharedCopies {
  /** The live copies, by the id of the original. The binding never gives an id twice. */
  readonly #copies = new Map<number, SharedCopy>();
  readonly #form: string;
  readonly #make: (native: Binding, original: number) => TensorMetadata | undefined;

  /** @param form what the copies are, for errors */
  constructor(form: string, make: (native: Binding, original: number) => TensorMetadata | undefined) {
    this.#form = form;
    this.#make = make;
  }

  /**
   * The copy of a tensor.
   *
   * @param original the id of a tensor
   * @returns the caller gives it back by {@link release}
   */
  acquire(native: Binding, original: number): TensorMetadata {
    const known = this.#copies.get(original);
    if (known !== undefined) {
      known.numUsers += 1;
      return known.copy;
    }
    const copy = this.#make(native, original);
    if (copy === undefined) throw new Error(`Expected a ${this.#form} copy of a tensor, got none`);
    this.#copies.set(original, { copy, numUsers: 1 });
    return copy;
  }

  /** Frees the copy with its last user. */
  release(native: Binding, original: number): void {
    const shared = this.#copies.get(original);
    if (shared === undefined)
      throw new Error(`Expected a ${this.#form} copy of the tensor ${original}, found none`);
    shared.numUsers -= 1;
    if (shared.numUsers > 0) return;
    native.deleteTensor(shared.copy.id);
    this.#copies.delete(original);
  }
}
