import { compile, type Tensor, tf } from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';
import {
  productInFloat64,
  productInStep,
  randomMatrix,
  type Transposed,
} from '../testing/product-in-step.ts';

const isThinProduct = (type: string): boolean => type.startsWith('LamellaThinProduct');

const TRANSPOSED = { neither: [false, false], right: [false, true], left: [true, false] } as const;

/** L [a, b] and R [c, d], and which of them is transposed. */
type Product = readonly [a: number, b: number, c: number, d: number, transposed: keyof typeof TRANSPOSED];

function inStep(
  [a, b, c, d, transposed]: Product,
  body: (factors: readonly [Tensor, Tensor], transposed: Transposed) => void,
): void {
  expectNoLeakedTensors(() => {
    const factors = [randomMatrix([a, b], 1), randomMatrix([c, d], 2)] as const;
    body(factors, TRANSPOSED[transposed]);
    tf.dispose([...factors]);
  });
}

// Ranks at, below and between those that have sums of their own; rows and columns that fill no vector, no pair and no block; sizes that are
// worth two threads.
const RANKS = [1, 3, 4, 8, 11, 16];
const SIZES: readonly (readonly [rows: number, columns: number])[] = [
  [64, 64],
  [77, 131],
  [701, 384],
];

describe.each(RANKS)('of rank %i', (rank) => {
  test.each(SIZES)(
    '%i rows and %i columns are multiplied as in float64, up to the rounding of the result',
    (rows, columns) => {
      const inner = { rows, inner: columns, columns: rank };
      const outer = { rows, inner: rank, columns };
      const products = [
        { product: [rows, columns, rank, columns, 'right'], sizes: inner, rounding: 2 ** -8 }, // x Aᵀ
        { product: [rows, columns, columns, rank, 'neither'], sizes: inner, rounding: 2 ** -8 }, // dy B
        { product: [rows, rank, columns, rank, 'right'], sizes: outer, rounding: 2 ** -8 }, // h Bᵀ
        { product: [rows, rank, rank, columns, 'neither'], sizes: outer, rounding: 2 ** -8 }, // dh A
        // Gradients of weights, which stay in float32: dA and dB.
        {
          product: [rows, rank, rows, columns, 'left'],
          sizes: { rows: rank, inner: rows, columns },
          rounding: 1e-5,
        },
        {
          product: [rows, columns, rows, rank, 'left'],
          sizes: { rows: columns, inner: rows, columns: rank },
          rounding: 1e-5,
        },
      ] as const;
      for (const { product, sizes, rounding } of products)
        inStep(product, (factors, transposed) => {
          const { found, types, flops } = productInStep(factors, transposed);
          expect(flops).toBe(2 * rows * rank * columns);
          expect(types.filter(isThinProduct)).toHaveLength(1);
          const [x, y] = [factors[0].dataSync<'float32'>(), factors[1].dataSync<'float32'>()];
          const expected = productInFloat64([x, y], sizes, transposed);
          const errors = expected.map(
            (value, i) => Math.abs(value - (found[i] ?? NaN)) / (Math.abs(value) + Math.sqrt(sizes.inner)),
          );
          expect(errors.reduce((largest, error) => Math.max(largest, error), 0)).toBeLessThan(rounding);
        });
    },
  );
});

test.each<readonly [string, Product]>([
  ['a rank above sixteen', [80, 96, 17, 96, 'right']],
  ['few rows', [16, 96, 80, 96, 'right']],
  ['small sizes', [80, 63, 8, 63, 'right']],
  ['two small sizes', [80, 8, 8, 8, 'right']],
  ['a short sum over rows', [16, 96, 16, 80, 'left']],
])('%s is left to another op', (_, product) => {
  inStep(product, (factors, transposed) => {
    expect(productInStep(factors, transposed).types.some(isThinProduct)).toBe(false);
  });
});

test('products in float32 are TensorFlow’s', () => {
  inStep([80, 96, 8, 96, 'right'], (factors, transposed) => {
    expect(productInStep(factors, transposed, 'float32').types.some(isThinProduct)).toBe(false);
  });
});

test('a factor of a whole tensor is multiplied before the result is rounded', () => {
  const [x, a, b] = [randomMatrix([70, 96], 1), randomMatrix([8, 96], 2), randomMatrix([96, 8], 3)] as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const step = compile(
    ({ x, a, b }) => {
      const inner = tf.matMul(x as tf.Tensor2D, a as tf.Tensor2D, false, true);
      return { delta: tf.matMul(tf.mul(inner, 0.25), b as tf.Tensor2D, false, true) };
    },
    { name: 'adapter', matmulPrecision: 'bfloat16' },
  );
  const { delta } = step.run({ x, a, b });
  expect(step.operations.flat().filter(({ type }) => type === 'Mul')).toEqual([]);
  const expected = tf.tidy(() =>
    tf.mul(tf.matMul(tf.matMul(x, a, false, true), b, false, true), 0.25).dataSync(),
  );
  const found = (delta as Tensor).dataSync();
  found.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(0.3));
  step.dispose();
  tf.dispose([x, a, b, delta as Tensor]);
});
