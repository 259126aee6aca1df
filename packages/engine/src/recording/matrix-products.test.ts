import { compile, matmulFlops, type Tensor, tf } from '../index.ts';
import { currentBinding } from '../native/binding.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';
import { hasMatrixProducts } from './matrix-products.ts';

interface Product {
  readonly found: Float32Array;
  readonly types: readonly string[];
  readonly flops: number;
}

/** X R or X Rᵀ in a step that computes in bfloat16, and the ops that it ran. */
function multiplyInStep(x: Tensor, right: Tensor, isTransposed: boolean): Product {
  const step = compile(
    ({ x, right }: { x: Tensor; right: Tensor }) => ({
      product: tf.matMul(x as tf.Tensor2D, right as tf.Tensor2D, false, isTransposed),
    }),
    { name: 'product', matmulPrecision: 'bfloat16' },
  );
  const { product } = step.run({ x, right });
  const operations = step.operations.flat();
  const found = (product as Tensor).dataSync<'float32'>();
  step.dispose();
  tf.dispose(product as Tensor);
  return { found, types: operations.map(({ type }) => type), flops: matmulFlops(operations) };
}

const random = (shape: [number, number], seed: number): Tensor =>
  tf.randomNormal(shape, 0, 1, 'float32', seed);

/** To the nearest number in bfloat16, ties to even. */
function rounded(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.slice().buffer).map(
    (one) => (one + 0x7fff + ((one >>> 16) & 1)) & 0xffff0000,
  );
  return new Float32Array(bits.buffer);
}

const isMatrixProduct = (type: string): boolean => type.startsWith('LamellaMatrixProduct');

// Processors without AVX512_BF16, and those with AMX, have TensorFlow's op alone.
const hasOps = hasMatrixProducts(currentBinding());
const whereTheyAre = hasOps ? describe : describe.skip;

whereTheyAre('products of the binding’s own (AVX512_BF16)', () => {
  // Rows that fill no block of six; columns of one to four vectors and of several blocks; sums that fill no square of sixteen pairs; a size
  // that is worth two threads, by columns and by rows.
  test.each([
    [16, 64, 64],
    [17, 66, 80],
    [131, 130, 112],
    [23, 512, 400],
    [200, 32, 16],
    [700, 384, 48],
    [450, 384, 1536],
  ])('[%i, %i] by %i columns are those of float64, rounded once', (rows, inner, columns) => {
    for (const isTransposed of [false, true])
      expectNoLeakedTensors(() => {
        const x = random([rows, inner], 1);
        const right = random(isTransposed ? [columns, inner] : [inner, columns], 2);
        const { found, types, flops } = multiplyInStep(x, right, isTransposed);
        expect(types.filter(isMatrixProduct)).toHaveLength(1);
        expect(flops).toBe(2 * rows * inner * columns);
        const [a, b] = [rounded(x.dataSync<'float32'>()), rounded(right.dataSync<'float32'>())];
        const errors = found.map((value, place) => {
          const [i, j] = [Math.floor(place / columns), place % columns];
          let sum = 0;
          for (let k = 0; k < inner; k++)
            sum += (a[i * inner + k] ?? NaN) * (b[isTransposed ? j * inner + k : k * columns + j] ?? NaN);
          return Math.abs(value - sum) / (Math.abs(sum) + 1e-3 * Math.sqrt(inner));
        });
        expect(errors.reduce((largest, error) => Math.max(largest, error), 0)).toBeLessThan(2 ** -8);
        tf.dispose([x, right]);
      });
  });

  test('a row does not depend on the others', () => {
    const [x, right] = [random([200, 96], 1), random([64, 96], 2)];
    const whole = multiplyInStep(x, right, true).found;
    for (const [begin, size] of [
      [0, 131],
      [69, 131],
      [7, 17],
    ] as const) {
      const part = tf.slice(x, [begin, 0], [size, 96]);
      const { found } = multiplyInStep(part, right, true);
      expect([...found]).toEqual([...whole.subarray(64 * begin, 64 * (begin + size))]);
      part.dispose();
    }
    tf.dispose([x, right]);
  });
});

test.each<readonly [string, [number, number], [number, number]]>([
  ['an odd length of sums', [64, 65], [64, 65]],
  ['columns that are not in sixteens', [64, 64], [72, 64]],
  ['long sums', [128, 2050], [64, 2050]],
  ['few rows of a large matrix', [64, 512], [1024, 512]],
  ['a thin product', [64, 64], [8, 64]],
])('%s is left to another op', (_, left, right) => {
  const factors = [random(left, 1), random(right, 2)] as const;
  expect(multiplyInStep(factors[0], factors[1], true).types.filter(isMatrixProduct)).toEqual([]);
  tf.dispose([...factors]);
});
