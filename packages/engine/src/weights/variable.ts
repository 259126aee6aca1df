import {
  type Attribute,
  currentBinding,
  DataType,
  tensorId,
  typeAttribute,
  wrapTensor,
} from '../native/binding.ts';
import { sizeOf } from '../recording/graph.ts';
import { type Tensor, tf } from '../native/tf.ts';
import { createVariableHandle, destroyVariable } from '../recording/variable-handle.ts';

/**
 * A float32 value that a step updates in place: a resource variable of TensorFlow, shared without copies by eager
 * ops and all compiled steps. It owns its memory until {@link dispose}.
 */
export class Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly #handle: number;
  #isDisposed = false;

  /** @param initial the first value, copied (it stays the caller's), or a shape to fill with zeros */
  constructor(name: string, initial: Tensor | readonly number[]) {
    this.name = name;
    const isTensor = initial instanceof tf.Tensor;
    this.shape = [...(isTensor ? initial.shape : initial)];
    this.#handle = createVariableHandle(DataType.float32, this.shape);
    if (isTensor) this.assign(initial);
    else this.fillWithZeros();
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The binding's id of the resource handle. */
  get handle(): number {
    if (this.#isDisposed) throw new Error(`Expected a live variable, got ${this.name}, which was disposed`);
    return this.#handle;
  }

  /** The present value. Caller disposes (in a step or a `tidy`, tfjs does). */
  read(): Tensor {
    const [value] = this.#execute('ReadVariableOp', [], 1);
    if (value === undefined) throw new Error(`Expected a value of the variable ${this.name}, got none`);
    return value;
  }

  /** Replaces the value. The tensor stays the caller's. */
  assign(value: Tensor): void {
    this.#write('AssignVariableOp', value);
  }

  /** Adds to the value in place. */
  assignAdd(value: Tensor): void {
    this.#write('AssignAddVariableOp', value);
  }

  /** Subtracts from the value in place. */
  assignSub(value: Tensor): void {
    this.#write('AssignSubVariableOp', value);
  }

  /** Sets every element to zero. */
  fillWithZeros(): void {
    tf.tidy(() => this.assign(tf.fill(this.shape as number[], 0)));
  }

  /** Frees the value. Steps that were compiled with this variable can't run afterwards. */
  dispose(): void {
    if (this.#isDisposed) return;
    destroyVariable(this.#handle);
    this.#isDisposed = true;
  }

  #write(type: string, value: Tensor): void {
    requireValueOf(this, value);
    this.#execute(type, [value], 0);
  }

  #execute(type: string, inputs: readonly Tensor[], numOutputs: number): Tensor[] {
    return executeWithVariables(type, [this], {
      inputs,
      attributes: [typeAttribute('dtype', DataType.float32)],
      numOutputs,
    });
  }
}

/** Checks that a tensor can be the value of a variable or parameter. */
export function requireValueOf(
  owner: { readonly name: string; readonly shape: readonly number[] },
  value: Tensor,
): void {
  const describe = (dtype: string, shape: readonly number[]): string => `${dtype} [${shape.join(', ')}]`;
  const expected = describe('float32', owner.shape);
  const found = describe(value.dtype, value.shape);
  if (found !== expected) throw new Error(`Expected a value of ${expected} for ${owner.name}, got ${found}`);
}

/** Runs an op whose first inputs are variables, such as a fused optimiser update. Caller disposes the outputs. */
export function executeWithVariables(
  type: string,
  variables: readonly Variable[],
  options: {
    readonly inputs: readonly Tensor[];
    readonly attributes: readonly Attribute[];
    readonly numOutputs?: number;
  },
): Tensor[] {
  const ids = [...variables.map(({ handle }) => handle), ...options.inputs.map(tensorId)];
  return currentBinding()
    .executeOp(type, options.attributes, ids, options.numOutputs ?? 0)
    .map(wrapTensor);
}
