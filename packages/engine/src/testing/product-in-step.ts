import { compile, matmulFlops, type MatmulPrecision, type Tensor, tf } from '../index.ts';

/** Which factors of a product are transposed: left, right. */
export type Transposed = readonly [isLeft: boolean, isRight: boolean];

/** Random numbers around zero, of a deviation of 1. */
export const randomMatrix = ([rows, columns]: readonly [number, number], seed: number): Tensor =>
  tf.randomNormal([rows, columns], 0, 1, 'float32', seed);

/** A matrix product in a compiled step, and the ops that it ran. The factors stay the caller's. */
export function productInStep(
  [left, right]: readonly [Tensor, Tensor],
  [isLeft, isRight]: Transposed,
  matmulPrecision: MatmulPrecision = 'bfloat16',
): { readonly found: Float32Array; readonly types: readonly string[]; readonly flops: number } {
  const step = compile(
    ({ left, right }: { left: Tensor; right: Tensor }) => ({
      product: tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D, isLeft, isRight),
    }),
    { name: 'product', matmulPrecision },
  );
  const { product } = step.run({ left, right });
  const operations = step.operations.flat();
  const found = (product as Tensor).dataSync<'float32'>();
  step.dispose();
  tf.dispose(product as Tensor);
  return { found, types: operations.map(({ type }) => type), flops: matmulFlops(operations) };
}

/** The product of numbers of the factors, such as rounded ones, summed in float64. */
export function productInFloat64(
  [x, y]: readonly [Float32Array, Float32Array],
  { rows, inner, columns }: Readonly<Record<'rows' | 'inner' | 'columns', number>>,
  [isLeft, isRight]: Transposed,
): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, place) => {
    const [i, j] = [Math.floor(place / columns), place % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum +=
        (x[isLeft ? k * rows + i : i * inner + k] ?? NaN) *
        (y[isRight ? j * inner + k : k * columns + j] ?? NaN);
    return sum;
  });
}
