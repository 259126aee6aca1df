// Conversions work on the bits of the numbers, so that they are exact and quick: 100 million elements take
// about a second. Bits of float32 are held in Uint32Array, of float16 and bfloat16 in Uint16Array.

const infinity32 = 0x7f800000;
let float16Table: Uint32Array | undefined;

/** IEEE 754 half precision to single precision: exact. */
export function float16ToFloat32(source: Uint16Array): Float32Array {
  float16Table ??= Uint32Array.from({ length: 2 ** 16 }, (_, bits) => float16BitsToFloat32Bits(bits));
  const table = float16Table;
  const result = new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) result[i] = table[source[i] as number] as number;
  return new Float32Array(result.buffer);
}

/** bfloat16 to single precision: exact, the lower 16 bits become 0. */
export function bfloat16ToFloat32(source: Uint16Array): Float32Array {
  const result = new Uint32Array(source.length);
  for (let i = 0; i < source.length; i++) result[i] = (source[i] as number) << 16;
  return new Float32Array(result.buffer);
}

/** Single precision to half precision, to nearest, ties to even; beyond 65,504 (by half a step or more) it is infinity. */
export function float32ToFloat16(source: Float32Array): Uint16Array {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  const result = new Uint16Array(source.length);
  const sum = new Float32Array(1);
  const sumBits = new Uint32Array(sum.buffer);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = (bits[i] as number) & 0x7fffffff;
    let half: number;
    if (magnitude > infinity32) {
      half = 0x7e00;
    } else if (magnitude >= 0x47800000) {
      half = 0x7c00;
    } else if (magnitude >= 0x38800000) {
      half = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    } else {
      // A subnormal half counts steps of 2^-24, the spacing of float32 between 0.5 and 1: adding 0.5 rounds to it.
      sum[0] = Math.abs(source[i] as number) + 0.5;
      half = (sumBits[0] as number) - 0x3f000000;
    }
    result[i] = half | (((bits[i] as number) >>> 16) & 0x8000);
  }
  return result;
}

/** Single precision to bfloat16, to nearest, ties to even; NaN stays NaN. */
export function float32ToBfloat16(source: Float32Array): Uint16Array {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  const result = new Uint16Array(source.length);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] as number;
    const isNaN = (value & 0x7fffffff) > infinity32;
    result[i] = isNaN ? (value >>> 16) | 0x40 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
  return result;
}

function float16BitsToFloat32Bits(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return sign | infinity32 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const leadingBit = 31 - Math.clz32(fraction);
  return sign | ((leadingBit + 103) << 23) | ((fraction << (23 - leadingBit)) & 0x7fffff);
}
