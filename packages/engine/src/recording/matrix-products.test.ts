import { compile, type NamedTensors, type Tensor, tf } from '../index.ts';
import { currentBinding } from '../native/binding.ts';
import { hasOwnOp } from '../native/own-kernels.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';
import { productInFloat64, productInStep, randomMatrix } from '../testing/product-in-step.ts';
import { MATRIX_PRODUCTS } from './matrix-products.ts';

/** To the nearest number in bfloat16, ties to even. */
function rounded(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.slice().buffer).map(
    (one) => (one + 0x7fff + ((one >>> 16) & 1)) & 0xffff0000,
  );
  return new Float32Array(bits.buffer);
}

const isMatrixProduct = (type: string): boolean => type.startsWith('LamellaMatrixProduct');

// Processors without AVX512_BF16, and those with AMX, have TensorFlow's op alone.
const hasOps = hasOwnOp(currentBinding(), MATRIX_PRODUCTS.right);
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
        const x = randomMatrix([rows, inner], 1);
        const right = randomMatrix(isTransposed ? [columns, inner] : [inner, columns], 2);
        const { found, types, flops } = productInStep([x, right], [false, isTransposed]);
        expect(types.filter(isMatrixProduct)).toHaveLength(1);
        expect(flops).toBe(2 * rows * inner * columns);
        const numbers = [rounded(x.dataSync<'float32'>()), rounded(right.dataSync<'float32'>())] as const;
        const expected = productInFloat64(numbers, { rows, inner, columns }, [false, isTransposed]);
        const errors = expected.map(
          (sum, i) => Math.abs((found[i] ?? NaN) - sum) / (Math.abs(sum) + 1e-3 * Math.sqrt(inner)),
        );
        expect(errors.reduce((largest, error) => Math.max(largest, error), 0)).toBeLessThan(2 ** -8);
        tf.dispose([x, right]);
      });
  });

  test('a sum is computed in the op of its first product, the same to the bit as in one of its own', () => {
    const [rows, inner, columns] = [23, 64, 80];
    const factors = { x: randomMatrix([rows, inner], 1), right: randomMatrix([inner, columns], 2) };
    const others = { other: randomMatrix([rows, columns], 3), unit: tf.eye(columns) };
    const bias = tf.randomNormal([columns], 0, 1, 'float32', 5);
    const isSum = (type: string): boolean => isMatrixProduct(type) || type === 'LamellaSum';
    for (const isFirst of [true, false]) {
      const step = compile(
        (inputs: NamedTensors) => {
          const { x, right, other, unit } = inputs as Readonly<Record<string, tf.Tensor2D>>;
          const multiplied = (): Tensor => tf.matMul(x as tf.Tensor2D, right as tf.Tensor2D);
          const scaled = (): Tensor =>
            tf.mul(tf.matMul(other as tf.Tensor2D, unit as tf.Tensor2D), isFirst ? 0.5 : 1);
          const [left, last] = isFirst ? [multiplied(), scaled()] : [scaled(), multiplied()];
          const sum = tf.add(tf.add(left, inputs['bias'] as Tensor), last);
          return { sum: tf.matMul(sum as tf.Tensor2D, unit as tf.Tensor2D) };
        },
        { name: 'ending', matmulPrecision: 'bfloat16' },
      );
      expectNoLeakedTensors(() => {
        const { sum } = step.run({ ...factors, ...others, bias });
        const { found } = productInStep([factors.x, factors.right], [false, false]);
        const [terms, biases] = [rounded(others.other.dataSync<'float32'>()), bias.dataSync<'float32'>()];
        const expected = found.map((product, i) => {
          const term = (isFirst ? 0.5 : 1) * (terms[i] ?? NaN);
          const [first, last] = isFirst ? [product, term] : [term, product];
          return Math.fround((biases[i % columns] ?? NaN) + first) + last;
        });
        expect([...(sum as Tensor).dataSync<'float32'>()]).toEqual([...rounded(expected)]);
        tf.dispose(sum as Tensor);
      });
      const types = step.operations.flat().map(({ type }) => type);
      expect(types.filter(isSum)).toEqual(new Array(3).fill(MATRIX_PRODUCTS.neither));
      step.dispose();
    }
    tf.dispose([...Object.values(factors), ...Object.values(others), bias]);
  });

  test('a row does not depend on the others', () => {
    const [x, right] = [randomMatrix([200, 96], 1), randomMatrix([64, 96], 2)];
    const whole = productInStep([x, right], [false, true]).found;
    for (const [begin, size] of [
      [0, 131],
      [69, 131],
      [7, 17],
    ] as const) {
      const part = tf.slice(x, [begin, 0], [size, 96]);
      const { found } = productInStep([part, right], [false, true]);
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
  const factors = [randomMatrix(left, 1), randomMatrix(right, 2)] as const;
  expect(productInStep(factors, [false, true]).types.filter(isMatrixProduct)).toEqual([]);
  tf.dispose([...factors]);
});
