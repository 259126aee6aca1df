import {
  type Attribute,
  currentBinding,
  DataType,
  type RawTensor,
  tensorId,
  typeAttribute,
} from '../native/binding.ts';
import { aliasOf, Bfloat16Weight, widenBfloat16 } from './bfloat16-weight.ts';
import { symbolicId } from '../recording/plan-operations.ts';
import { sizeOf } from '../recording/graph.ts';
import type { Tensor } from '../native/tf.ts';

/** How a frozen matrix is quantised: 4 bits as QLoRA does, or 8 bits with a scale per row. */
export type Quantization = 'nf4' | 'int8';

/** Weights of a block of NF4, and scales of a block of scales. */
const [BLOCK, SCALE_BLOCK] = [64, 256];

interface Scheme {
  readonly quantize: string;
  readonly dequantize: string;
  /** Type and shape of each part of a weight, in the order of the ops' outputs and inputs. */
  readonly parts: (shape: readonly [number, number]) => readonly (readonly [number, readonly number[]])[];
}

const SCHEMES: Readonly<Record<Quantization, Scheme>> = {
  nf4: {
    quantize: 'LamellaQuantizeNf4',
    dequantize: 'LamellaDequantizeNf4',
    parts: ([rows, columns]) => {
      const blocks = Math.ceil((rows * columns) / BLOCK);
      return [
        [DataType.uint8, [Math.ceil((rows * columns) / 2)]],
        [DataType.uint8, [blocks]],
        [DataType.float32, [Math.ceil(blocks / SCALE_BLOCK)]],
        [DataType.float32, []],
      ];
    },
  },
  int8: {
    quantize: 'LamellaQuantizeInt8',
    dequantize: 'LamellaDequantizeInt8',
    parts: ([rows, columns]) => [
      [DataType.int8, [rows, columns]],
      [DataType.float32, [rows]],
    ],
  },
};

/** The bytes that a quantised matrix takes. */
export function quantizedBytes(kind: Quantization, [rows = 0, columns = 0]: readonly number[]): number {
  return SCHEMES[kind]
    .parts([rows, columns])
    .reduce((sum, [type, shape]) => sum + sizeOf(shape) * (type === DataType.float32 ? 4 : 1), 0);
}

/**
 * A frozen matrix that is held quantised, in the forms that bitsandbytes writes: `nf4`, with the scales of blocks of 64 weights quantised
 * again (Dettmers et al. 2023, "QLoRA"), or `int8`, with the scale of a row (Dettmers et al. 2022, "LLM.int8()"). Ops of the binding's own
 * (`nf4_kernel.h`, `int8_kernel.h`) make it and give it back in bfloat16, in the very numbers that bitsandbytes gives.
 */
export class QuantizedWeight {
  readonly kind: Quantization;
  readonly shape: readonly number[];
  readonly #ids: readonly number[];
  #isDisposed = false;

  private constructor(kind: Quantization, shape: readonly number[], ids: readonly number[]) {
    this.kind = kind;
    this.shape = [...shape];
    this.#ids = ids;
  }

  /** Quantises a matrix of float32 or bfloat16, which stays the caller's. */
  static quantize(matrix: Tensor | Bfloat16Weight, kind: Quantization): QuantizedWeight {
    const isReduced = matrix instanceof Bfloat16Weight;
    const id = isReduced ? matrix.id : tensorId(matrix);
    const type = isReduced ? DataType.bfloat16 : DataType.float32;
    const { quantize, parts } = SCHEMES[kind];
    const numParts = parts([0, 0]).length;
    const outputs = currentBinding().executeOp(quantize, [typeAttribute('T', type)], [id], numParts);
    return new QuantizedWeight(
      kind,
      matrix.shape,
      outputs.map((output) => output.id),
    );
  }

  /**
   * A weight that is stored quantised.
   *
   * @param parts codes, scales of blocks, scales of scales and the scales' mean; or codes and scales of rows; copied
   */
  static fromBytes(
    kind: Quantization,
    shape: readonly [number, number],
    parts: readonly Uint8Array[],
  ): QuantizedWeight {
    const ids = SCHEMES[kind].parts(shape).map(([dtype, partShape], i) =>
      currentBinding().createTensorFromBytes({
        dtype,
        shape: partShape,
        bytes: parts[i] ?? new Uint8Array(),
      }),
    );
    return new QuantizedWeight(kind, shape, ids);
  }

  /** A weight without values, in `planOperations` only. */
  static symbolic(kind: Quantization, [rows = 0, columns = 0]: readonly number[]): QuantizedWeight {
    const ids = SCHEMES[kind].parts([rows, columns]).map(([dtype, shape]) => symbolicId(dtype, shape));
    return new QuantizedWeight(kind, [rows, columns], ids);
  }

  /**
   * The weight as float32 of numbers of bfloat16; compiled steps leave that conversion out where a product takes the bfloat16 itself.
   *
   * @param known in a compiled step, nothing is dequantised before this is computed @returns caller disposes
   */
  value(known?: Tensor): Tensor {
    if (this.#isDisposed) throw new Error('Expected a live weight, got one that was disposed');
    const [codes = 0, ...rest] = this.#ids;
    const delayed = known === undefined ? codes : single('LamellaAfter', [codes, tensorId(known)]);
    const extent = this.kind === 'nf4' ? [this.#extent()] : [];
    const reduced = single(SCHEMES[this.kind].dequantize, [delayed, ...rest, ...extent]);
    const value = widenBfloat16(reduced);
    for (const id of [reduced, ...extent, ...(delayed === codes ? [] : [delayed])]) deleteValue(id);
    return value;
  }

  /** Another owner of the same memory. */
  alias(): QuantizedWeight {
    if (this.#isDisposed) throw new Error('Expected a live weight, got one that was disposed');
    return new QuantizedWeight(this.kind, this.shape, this.#ids.map(aliasOf));
  }

  /** The bytes of each part, in the order of {@link fromBytes}. */
  bytes(): readonly Uint8Array[] {
    return this.#ids.map((id) => currentBinding().readTensorBytes(id));
  }

  dispose(): void {
    if (!this.#isDisposed) for (const id of this.#ids) deleteValue(id);
    this.#isDisposed = true;
  }

  /** A tensor without numbers that tells the matrix's shape: the op infers its own from it. */
  #extent(): number {
    const shape = [0, ...this.shape];
    return currentBinding().createTensorFromBytes({
      dtype: DataType.float32,
      shape,
      bytes: new Uint8Array(),
    } satisfies RawTensor);
  }
}

function single(type: string, ids: readonly number[], attributes: readonly Attribute[] = []): number {
  const [output] = currentBinding().executeOp(type, attributes, ids, 1);
  if (output === undefined) throw new Error(`Expected an output of ${type}, got none`);
  return output.id;
}

/** Values of a step that is being recorded have negative ids: there is nothing to delete. */
function deleteValue(id: number): void {
  if (id >= 0) currentBinding().deleteTensor(id);
}
