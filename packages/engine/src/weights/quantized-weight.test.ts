import { readFileSync } from 'node:fs';
import { hashText } from '@lamella/core';
import { currentBinding } from '../native/binding.ts';
import {
  Bfloat16Weight,
  planOperations,
  type Quantization,
  quantizedBytes,
  QuantizedWeight,
  tf,
} from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';

interface Stored {
  readonly parts: readonly string[];
  readonly dequantized: string;
}

interface Case {
  readonly shape: readonly [number, number];
  readonly dtype: 'float32' | 'bfloat16';
  readonly nf4: Stored;
  readonly int8?: Stored;
}

/** Of bitsandbytes 0.50.2: `make-quantized.py` beside it. */
const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/quantized/quantized.json', import.meta.url), 'utf8'),
) as readonly Case[];

const stored = cases.flatMap(({ shape, dtype, nf4, int8 }) =>
  Object.entries({ nf4, int8 }).flatMap(([kind, of]) =>
    of === undefined ? [] : [{ kind: kind as Quantization, shape, dtype, of }],
  ),
);

/** The numbers of `make-quantized.py`. */
function matrixOf([rows, columns]: readonly [number, number]): tf.Tensor {
  let state = 1;
  const next = (): number => (state = (state * 48271) % 2147483647);
  const numbers = Float32Array.from({ length: rows * columns }, (_, i) => {
    let total = 0;
    for (let draw = 0; draw < 4; draw++) total += (next() % 1001) - 500;
    return total * (((Math.floor(i / 64) * 37) % 29) + 8) * 2 ** -20;
  });
  return tf.tensor(numbers, [rows, columns]);
}

const bytesOf = (parts: readonly string[]): Buffer[] => parts.map((part) => Buffer.from(part, 'base64'));

/** SHA-256 of a weight's numbers in bfloat16. */
function hashOf(weight: QuantizedWeight): string {
  return tf.tidy(() => {
    const reduced = Bfloat16Weight.fromTensor(weight.value());
    const bytes = currentBinding().readTensorBytes(reduced.id);
    reduced.dispose();
    return hashText(bytes);
  });
}

const floatsOf = (bytes: Uint8Array): number[] => [...new Float32Array(new Uint8Array(bytes).buffer)];

test.each(stored)(
  'what bitsandbytes stored as $kind of $shape ($dtype) is read to the bit',
  ({ kind, shape, of }) => {
    expectNoLeakedTensors(() => {
      const weight = QuantizedWeight.fromBytes(kind, shape, bytesOf(of.parts));
      expect(hashOf(weight)).toBe(of.dequantized);
      expect(weight.bytes().map((part) => Buffer.from(part).toString('base64'))).toEqual(of.parts);
      weight.dispose();
    });
  },
);

test.each(stored)(
  '$kind of $shape ($dtype) is quantised as bitsandbytes does',
  ({ kind, shape, dtype, of }) => {
    expectNoLeakedTensors(() => {
      const matrix = matrixOf(shape);
      const reduced = Bfloat16Weight.fromTensor(matrix);
      const weight = QuantizedWeight.quantize(dtype === 'float32' ? matrix : reduced, kind);
      const [found, expected] = [weight.bytes(), bytesOf(of.parts)];
      const numCodes = kind === 'nf4' ? 2 : 1;
      for (let part = 0; part < numCodes; part++)
        expect(Buffer.from(found[part] ?? [])).toEqual(expected[part]);
      // The mean of the scales is rounded once here, and at every sum there.
      for (let part = numCodes; part < expected.length; part++)
        floatsOf(found[part] ?? new Uint8Array()).forEach((value, i) => {
          const want = floatsOf(expected[part] ?? new Uint8Array())[i] ?? NaN;
          expect(Math.abs(value / want - 1)).toBeLessThan(kind === 'nf4' ? 1e-6 : 1e-12);
        });
      const total = found.reduce((sum, { length }) => sum + length, 0);
      expect(quantizedBytes(kind, shape)).toBe(total);
      for (const each of [matrix, reduced, weight]) each.dispose();
    });
  },
);

test('rows of zeros stay zeros', () => {
  tf.tidy(() => {
    for (const kind of ['nf4', 'int8'] as const) {
      const weight = QuantizedWeight.quantize(tf.zeros([3, 64]), kind);
      expect(new Set(weight.value().dataSync())).toEqual(new Set([0]));
      weight.dispose();
    }
  });
});

test.each([NaN, Infinity, -Infinity])('%s stays no number: a broken checkpoint is seen', (broken) => {
  tf.tidy(() => {
    const values = Float32Array.from({ length: 3 * 72 }, (_, i) => (i === 5 || i === 215 ? broken : i + 1));
    const matrix = tf.tensor(values, [3, 72]);
    const int8 = QuantizedWeight.quantize(matrix, 'int8');
    const rows = int8.value().arraySync() as number[][];
    expect(rows.map((row) => new Set(row.map(Number.isNaN)))).toEqual(
      [true, false, true].map((is) => new Set([is])),
    );
    const nf4 = QuantizedWeight.quantize(matrix, 'nf4');
    expect(new Set(nf4.value().dataSync())).toEqual(new Set([NaN]));
    for (const weight of [int8, nf4]) weight.dispose();
  });
});

test('a weight that waits for a tensor has the same numbers', () => {
  tf.tidy(() => {
    for (const kind of ['nf4', 'int8'] as const) {
      const weight = QuantizedWeight.quantize(matrixOf([4, 48]), kind);
      expect(weight.value(tf.scalar(1)).dataSync()).toEqual(weight.value().dataSync());
      weight.dispose();
    }
  });
});

test('parts of another size, and disposed weights, are refused', () => {
  const [nf4] = cases;
  if (nf4 === undefined) throw new Error('Expected a case');
  const parts = bytesOf(nf4.nf4.parts);
  expect(() => QuantizedWeight.fromBytes('nf4', [4, 62], parts)).toThrow(
    'Expected a Uint8Array of 124 bytes',
  );
  const weight = QuantizedWeight.fromBytes('nf4', nf4.shape, parts);
  weight.dispose();
  weight.dispose();
  expect(() => weight.value()).toThrow('Expected a live weight, got one that was disposed');
});

test.each(['nf4', 'int8'] as const)('a plan knows the shape of a weight in %s', (kind) => {
  const operations = planOperations({
    setUp: () => QuantizedWeight.symbolic(kind, [6, 10]),
    run: (weight) => void tf.sum(weight.value()).dataSync(),
    tearDown: (weight) => weight.dispose(),
    matmulPrecision: 'bfloat16',
  });
  const found = operations.find(({ type }) => type.startsWith('LamellaDequantize'));
  expect(found?.outputs.map(({ shape }) => shape)).toEqual([[6, 10]]);
});
