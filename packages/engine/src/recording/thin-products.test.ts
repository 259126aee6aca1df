import { compile, matmulFlops, type Tensor, tf } from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';

type Factor = readonly [rows: number, columns: number];

/** A product in a step that computes in bfloat16, and the types of the ops that it ran. */
function multiplyInStep(
  [left, right]: readonly [Factor, Factor],
  [isLeft, isRight]: readonly [boolean, boolean],
  precision: 'float32' | 'bfloat16' = 'bfloat16',
): {
  readonly found: Float32Array;
  readonly expected: Float64Array;
  readonly scale: number;
  readonly types: readonly string[];
  readonly flops: number;
} {
  const random = ([rows, columns]: Factor, seed: number): Tensor =>
    tf.randomNormal([rows, columns], 0, 1, 'float32', seed);
  const factors = { left: random(left, 1), right: random(right, 2) };
  const step = compile(
    ({ left, right }: { left: Tensor; right: Tensor }) => ({
      product: tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D, isLeft, isRight),
    }),
    { name: 'product', matmulPrecision: precision },
  );
  const { product } = step.run(factors);
  const types = step.operations.flat().map(({ type }) => type);
  const flops = matmulFlops(step.operations.flat());
  const found = (product as Tensor).dataSync<'float32'>();
  const [x, y] = [factors.left.dataSync<'float32'>(), factors.right.dataSync<'float32'>()];
  const [rows, inner] = isLeft ? [left[1], left[0]] : left;
  const columns = isRight ? right[0] : right[1];
  const expected = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let k = 0; k < inner; k++)
        expected[i * columns + j] =
          (expected[i * columns + j] ?? 0) +
          (x[isLeft ? k * rows + i : i * inner + k] ?? NaN) *
            (y[isRight ? j * inner + k : k * columns + j] ?? NaN);
  step.dispose();
  tf.dispose([factors.left, factors.right, product as Tensor]);
  return { found, expected, scale: Math.sqrt(inner), types, flops };
}

// Ranks at, below and between those that have sums of their own; rows and columns that fill no vector, no pair and no block; sizes that are
// worth two threads.
const RANKS = [1, 3, 4, 8, 11, 16];
const SIZES: readonly Factor[] = [
  [64, 64],
  [77, 131],
  [701, 384],
];

describe.each(RANKS)('of rank %i', (rank) => {
  test.each(SIZES)(
    '%i rows and %i columns are multiplied as in float64, up to the rounding of the result',
    (rows, columns) => {
      const products: readonly [readonly [Factor, Factor], readonly [boolean, boolean], number][] = [
        [
          [
            [rows, columns],
            [rank, columns],
          ],
          [false, true],
          2 ** -8,
        ], // x Aᵀ
        [
          [
            [rows, columns],
            [columns, rank],
          ],
          [false, false],
          2 ** -8,
        ], // dy B
        [
          [
            [rows, rank],
            [columns, rank],
          ],
          [false, true],
          2 ** -8,
        ], // h Bᵀ
        [
          [
            [rows, rank],
            [rank, columns],
          ],
          [false, false],
          2 ** -8,
        ], // dh A
        [
          [
            [rows, rank],
            [rows, columns],
          ],
          [true, false],
          1e-5,
        ], // dA, which stays in float32
        [
          [
            [rows, columns],
            [rows, rank],
          ],
          [true, false],
          1e-5,
        ], // dB
      ];
      for (const [factors, transposed, rounding] of products)
        expectNoLeakedTensors(() => {
          const { found, expected, scale, types, flops } = multiplyInStep(factors, transposed);
          expect(flops).toBe(2 * rows * rank * columns);
          expect(types.filter((type) => type.startsWith('LamellaThinProduct'))).toHaveLength(1);
          const [largest] = expected
            .map((value, i) => Math.abs(value - (found[i] ?? NaN)) / (Math.abs(value) + scale))
            .sort((a, b) => b - a);
          expect(largest).toBeLessThan(rounding);
        });
    },
  );
});

test.each<readonly [string, readonly [Factor, Factor], readonly [boolean, boolean]]>([
  [
    'a rank above sixteen',
    [
      [80, 96],
      [17, 96],
    ],
    [false, true],
  ],
  [
    'few rows',
    [
      [16, 96],
      [80, 96],
    ],
    [false, true],
  ],
  [
    'small sizes',
    [
      [80, 63],
      [8, 63],
    ],
    [false, true],
  ],
  [
    'two small sizes',
    [
      [80, 8],
      [8, 8],
    ],
    [false, true],
  ],
  [
    'a short sum over rows',
    [
      [16, 96],
      [16, 80],
    ],
    [true, false],
  ],
])('%s is left to TensorFlow’s op', (_, factors, transposed) => {
  const { types } = multiplyInStep(factors, transposed);
  expect(types.some((type) => type.startsWith('LamellaThinProduct'))).toBe(false);
});

test('products in float32 are TensorFlow’s', () => {
  const { types } = multiplyInStep(
    [
      [80, 96],
      [8, 96],
    ],
    [false, true],
    'float32',
  );
  expect(types.some((type) => type.startsWith('LamellaThinProduct'))).toBe(false);
});

test('a factor of a whole tensor is multiplied before the result is rounded', () => {
  const [x, a, b] = [
    tf.randomNormal([70, 96], 0, 1, 'float32', 1),
    tf.randomNormal([8, 96], 0, 1, 'float32', 2),
    tf.randomNormal([96, 8], 0, 1, 'float32', 3),
  ] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
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
    tf
      .matMul(tf.matMul(x, a, false, true), b, false, true)
      .mul(0.25)
      .dataSync(),
  );
  const found = (delta as Tensor).dataSync();
  found.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(0.3));
  step.dispose();
  tf.dispose([x, a, b, delta as Tensor]);
});
