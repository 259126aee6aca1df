import type { ProductSizes } from './product-sizes.ts';

/** Ops of the binding's own (`matrix_product_kernel.h`) by which of their factors is transposed: for CPUs with AVX512_BF16 and without AMX. */
export const MATRIX_PRODUCTS = {
  neither: 'LamellaMatrixProduct',
  right: 'LamellaMatrixProductTransposeRight',
} as const;

/** Sums up to which the op is as fast as oneDNN's: what it reads of a factor at a time stays in the cache. */
const MOST_INNER = 2048;
/** Rows from which on bringing the right factor into order takes no time to speak of. */
export const MANY_ROWS = 128;
/** The size of factors up to which it never does. */
const SMALL_FACTOR = 2 ** 18;

/** The op for L R or L Rᵀ of matrices in bfloat16; undefined for a product that TensorFlow's op is better for, or that it can't do. */
export function matrixProduct({ isLeft, isRight, rows, inner, columns }: ProductSizes): string | undefined {
  if (isLeft || inner % 2 !== 0 || columns % 16 !== 0 || Math.min(rows, inner, columns) < 16)
    return undefined;
  const isWorthwhile = rows >= MANY_ROWS || inner * columns <= SMALL_FACTOR;
  if (!isWorthwhile || inner > MOST_INNER) return undefined;
  return isRight ? MATRIX_PRODUCTS.right : MATRIX_PRODUCTS.neither;
}
