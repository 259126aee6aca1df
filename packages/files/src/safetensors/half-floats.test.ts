import { fileURLToPath } from 'node:url';

import fc from 'fast-check';

import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half-floats.ts';
import { readSafetensors } from './read-safetensors.ts';
import { toFloat32 } from './host-tensor.ts';

// Made by torch: see fixtures/make_fixtures.py.
const halves = readSafetensors(fileURLToPath(new URL('../../fixtures/halves.safetensors', import.meta.url)));
const source = toFloat32(halves.read('source'));
afterAll(() => halves.close());

const stored = (name: string): Uint16Array => new Uint16Array(new Uint8Array(halves.read(name).bytes).buffer);
const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

describe('float16', () => {
  test('rounds as torch does', () => {
    expect(float32ToFloat16(source)).toEqual(stored('float16'));
  });

  test('is read as IEEE 754 defines it', () => {
    const read = float16ToFloat32(all);
    const expected = Float32Array.from(all, (bits) => {
      const sign = bits < 0x8000 ? 1 : -1;
      const exponent = (bits >> 10) & 31;
      const fraction = (bits & 1023) / 1024;
      if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
      return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
    });
    expect(read).toEqual(expected);
  });

  test('goes there and back unchanged', () => {
    const numbers = all.filter((bits) => (bits & 0x7fff) <= 0x7c00);
    expect(float32ToFloat16(float16ToFloat32(numbers))).toEqual(numbers);
  });

  test('NaN stays NaN', () => {
    expect(float16ToFloat32(float32ToFloat16(Float32Array.of(NaN)))[0]).toBeNaN();
  });
});

describe('bfloat16', () => {
  test('rounds as torch does', () => {
    expect(float32ToBfloat16(source)).toEqual(stored('bfloat16'));
  });

  test('goes there and back unchanged', () => {
    const numbers = all.filter((bits) => (bits & 0x7fff) <= 0x7f80);
    expect(float32ToBfloat16(bfloat16ToFloat32(numbers))).toEqual(numbers);
  });

  test('NaN stays NaN, whichever its bits', () => {
    const nans = new Float32Array(Uint32Array.of(0x7f800001, 0x7fffffff, 0xffffffff).buffer);
    expect([...bfloat16ToFloat32(float32ToBfloat16(nans))]).toEqual([NaN, NaN, NaN]);
  });
});

test('no neighbour is nearer than the rounded number', () => {
  const check = (round: (x: Float32Array) => Uint16Array, widen: (x: Uint16Array) => Float32Array): void =>
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: 0, max: 60000 }), (x) => {
        const bits = round(Float32Array.of(x))[0] as number;
        const [rounded = NaN, above = NaN, below = NaN] = widen(
          Uint16Array.of(bits, bits + 1, Math.max(bits - 1, 0)),
        );
        const distance = Math.abs(x - rounded);
        expect(distance).toBeLessThanOrEqual(Math.min(Math.abs(x - above), Math.abs(x - below)));
      }),
    );
  check(float32ToFloat16, float16ToFloat32);
  check(float32ToBfloat16, bfloat16ToFloat32);
});
