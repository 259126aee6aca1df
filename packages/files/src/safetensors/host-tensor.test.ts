import { float32Tensor, floatTensor, toFloat32, toInt32, type HostTensor } from './host-tensor.ts';

const int64 = (...values: bigint[]): HostTensor => ({
  dtype: 'int64',
  shape: [values.length],
  bytes: new Uint8Array(BigInt64Array.from(values).buffer),
});

describe('toFloat32', () => {
  test('copies, also from bytes that are not aligned', () => {
    const bytes = new Uint8Array(9);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
    const values = toFloat32({ dtype: 'float32', shape: [2], bytes: bytes.subarray(1) });
    bytes.fill(0);
    expect(values).toEqual(Float32Array.of(1.5, -2));
  });

  test('refuses whole numbers and a wrong size', () => {
    expect(() => toFloat32(int64(1n))).toThrow('Expected a tensor of floating-point numbers, got int64 [1].');
    expect(() => toFloat32({ dtype: 'float32', shape: [2], bytes: new Uint8Array(4) })).toThrow(
      'Expected 8 bytes for float32 [2], got 4',
    );
  });
});

describe('toInt32', () => {
  test('narrows int64 when it fits', () => {
    expect(toInt32(int64(-1n, 0n, -(2n ** 31n), 2n ** 31n - 1n))).toEqual(
      Int32Array.of(-1, 0, -(2 ** 31), 2 ** 31 - 1),
    );
  });

  test.each([2n ** 31n, -(2n ** 31n) - 1n, 2n ** 62n])('refuses %s', (value) => {
    expect(() => toInt32(int64(0n, value))).toThrow(
      `Expected numbers of 32 bits in int64 [2], got ${value} at element 1.`,
    );
  });

  test('refuses floating-point numbers', () => {
    expect(() => toInt32(float32Tensor([1], Float32Array.of(1)))).toThrow(
      /Expected a tensor of whole numbers, got float32/,
    );
  });
});

test('floatTensor stores float32 without a copy and rounds to 16 bits', () => {
  const data = Float32Array.of(0.1, 2);
  expect(float32Tensor([2], data).bytes.buffer).toBe(data.buffer);
  expect(toFloat32(floatTensor([2], data, 'float16'))).toEqual(Float32Array.of(0.0999755859375, 2));
  expect(toFloat32(floatTensor([2], data, 'bfloat16'))).toEqual(Float32Array.of(0.10009765625, 2));
  expect(() => float32Tensor([3], data)).toThrow('Expected 3 elements for shape [3], got 2');
});
