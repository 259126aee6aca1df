import {
  type Attribute,
  currentBinding,
  DataType,
  type TensorMetadata,
  tensorId,
  typeAttribute,
} from '../native/binding.ts';
import { sizeOf } from '../recording/graph.ts';
import type { Tensor } from '../native/tf.ts';
import { createVariableHandle, destroyVariable } from '../recording/variable-handle.ts';

/**
 * A float64 matrix that a step adds products to. tfjs has no float64 tensors, so the ops are issued by id; sums of many
 * squares lose their digits in float32.
 */
export class Float64Sum {
  readonly shape: readonly [number, number];
  readonly #handle: number;
  #isDisposed = false;

  /** @param shape [D1, D2], filled with zeros */
  constructor(shape: readonly [number, number]) {
    this.shape = shape;
    this.#handle = createVariableHandle(DataType.float64, shape);
    const bytes = new Uint8Array(sizeOf(shape) * Float64Array.BYTES_PER_ELEMENT);
    const zeros = currentBinding().createTensorFromBytes({ dtype: DataType.float64, shape, bytes });
    this.#write('AssignVariableOp', zeros);
    release([zeros]);
  }

  /**
   * Adds xᵀ y, computed in float64.
   *
   * @param x float32 [n, D1]
   * @param y float32 [n, D2]
   */
  addProduct(x: Tensor, y: Tensor): void {
    this.#requireLive();
    const transpose = (name: string, value: boolean): Attribute => ({
      name,
      type: currentBinding().TF_ATTR_BOOL,
      value,
    });
    const wideX = widen(x);
    const wideY = widen(y);
    const attributes = [
      typeAttribute('T', DataType.float64),
      transpose('transpose_a', true),
      transpose('transpose_b', false),
    ];
    const product = execute('MatMul', [wideX, wideY], attributes);
    this.#write('AssignAddVariableOp', product);
    release([wideX, wideY, product]);
  }

  /** The sum so far, row by row; not inside of a compiled step. */
  read(): Float64Array {
    this.#requireLive();
    const id = execute('ReadVariableOp', [this.#handle], [typeAttribute('dtype', DataType.float64)]);
    const bytes = currentBinding().readTensorBytes(id);
    release([id]);
    return new Float64Array(bytes.buffer, bytes.byteOffset, sizeOf(this.shape));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    destroyVariable(this.#handle);
    this.#isDisposed = true;
  }

  #requireLive(): void {
    if (this.#isDisposed) throw new Error('Expected a live sum, got one that was disposed');
  }

  #write(type: string, id: number): void {
    currentBinding().executeOp(type, [typeAttribute('dtype', DataType.float64)], [this.#handle, id], 0);
  }
}

function widen(x: Tensor): number {
  return execute(
    'Cast',
    [tensorId(x)],
    [typeAttribute('SrcT', DataType.float32), typeAttribute('DstT', DataType.float64)],
  );
}

function execute(type: string, ids: readonly number[], attributes: readonly Attribute[]): number {
  const [output] = currentBinding().executeOp(type, attributes, ids, 1) as [TensorMetadata];
  return output.id;
}

/** Frees what the native side holds; symbolic ids are negative and hold nothing. */
function release(ids: readonly number[]): void {
  for (const id of ids) if (id >= 0) currentBinding().deleteTensor(id);
}
