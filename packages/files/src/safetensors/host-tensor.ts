import { UserError } from '@lamella/core';

import { dtypes, type Dtype } from './dtypes.ts';
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half-floats.ts';

/** A tensor in the computer's memory: its elements in row-major order, little-endian, without gaps. */
export interface HostTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

type FloatDtype = 'float32' | 'float16' | 'bfloat16';

/** The number of elements of a shape: the product of its sizes, 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The elements of a floating-point tensor as a float32 array of their own; float64 is rounded to nearest. */
export function toFloat32(tensor: HostTensor): Float32Array {
  const buffer = alignedCopy(tensor);
  switch (tensor.dtype) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float32Array(new Float64Array(buffer));
    case 'float16':
      return float16ToFloat32(new Uint16Array(buffer));
    case 'bfloat16':
      return bfloat16ToFloat32(new Uint16Array(buffer));
    default:
      throw new UserError(`Expected a tensor of floating-point numbers, got ${describe(tensor)}.`);
  }
}

/**
 * The elements of a tensor of whole numbers (or of truth values, as 0 and 1) as an int32 array of their own.
 *
 * @throws UserError if an int64 lies outside of -2^31 to 2^31 - 1
 */
export function toInt32(tensor: HostTensor): Int32Array {
  const buffer = alignedCopy(tensor);
  switch (tensor.dtype) {
    case 'int64':
      return narrowInt64(new Int32Array(buffer), tensor);
    case 'int32':
      return new Int32Array(buffer);
    case 'int16':
      return new Int32Array(new Int16Array(buffer));
    case 'int8':
      return new Int32Array(new Int8Array(buffer));
    case 'uint8':
    case 'bool':
      return new Int32Array(new Uint8Array(buffer));
    default:
      throw new UserError(`Expected a tensor of whole numbers, got ${describe(tensor)}.`);
  }
}

/** A float32 tensor that shares the memory of its data. */
export function float32Tensor(shape: readonly number[], data: Float32Array): HostTensor {
  return floatTensor(shape, data, 'float32');
}

/** A tensor of float32 numbers, stored as they are (sharing their memory) or rounded to nearest even in 16 bits. */
export function floatTensor(shape: readonly number[], data: Float32Array, dtype: FloatDtype): HostTensor {
  const expected = sizeOf(shape);
  if (data.length !== expected) {
    throw new Error(`Expected ${expected} elements for shape [${shape.join(', ')}], got ${data.length}`);
  }
  const stored = {
    float32: () => data,
    float16: () => float32ToFloat16(data),
    bfloat16: () => float32ToBfloat16(data),
  };
  const { buffer, byteOffset, byteLength } = stored[dtype]();
  return { dtype, shape, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
}

/** Each element's lower half, if the upper half is only its sign. */
function narrowInt64(halves: Int32Array, tensor: HostTensor): Int32Array {
  const result = new Int32Array(halves.length / 2);
  for (let i = 0; i < result.length; i++) {
    const low = halves[2 * i] as number;
    const high = halves[2 * i + 1] as number;
    if (high !== low >> 31) {
      const value = (BigInt(high) << 32n) | BigInt(low >>> 0);
      throw new UserError(
        `Expected numbers of 32 bits in ${describe(tensor)}, got ${value} at element ${i}.`,
      );
    }
    result[i] = low;
  }
  return result;
}

function alignedCopy({ dtype, shape, bytes }: HostTensor): ArrayBuffer {
  const expected = sizeOf(shape) * dtypes[dtype].bytes;
  if (bytes.length !== expected) {
    throw new Error(`Expected ${expected} bytes for ${dtype} [${shape.join(', ')}], got ${bytes.length}`);
  }
  return new Uint8Array(bytes).buffer;
}

function describe({ dtype, shape }: HostTensor): string {
  return `${dtype} [${shape.join(', ')}]`;
}
