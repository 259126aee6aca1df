import type { Attribute, Binding, Endpoint } from '../native/binding.ts';

/** Ops of the binding's own (`matrix_product_kernel.h`) by which of their factors is transposed. */
export const MATRIX_PRODUCTS = {
  neither: 'LamellaMatrixProduct',
  right: 'LamellaMatrixProductTransposeRight',
} as const;

/** Sums up to which the op is as fast as oneDNN's: what it reads of a factor at a time stays in the cache. */
const MOST_INNER = 2048;
/** Rows from which on bringing the right factor into order takes no time to speak of, and the size of factors up to which it never does. */
const [MANY_ROWS, SMALL_FACTOR] = [128, 2 ** 18];

/** A product of two matrices. */
export interface ProductSizes {
  readonly isLeft: boolean;
  readonly isRight: boolean;
  readonly rows: number;
  /** Of a sum. */
  readonly inner: number;
  readonly columns: number;
}

/** Whether the binding has the ops: on CPUs that multiply pairs of bfloat16 numbers but have no matrix unit, where oneDNN is faster. */
export function hasMatrixProducts({ ownOps, isUsingGpuDevice }: Binding): boolean {
  return ownOps?.includes(MATRIX_PRODUCTS.right) === true && !isUsingGpuDevice();
}

/** The sizes of a matrix product, and which of its factors are transposed; undefined if it is one of batches, or if both are. */
export function sizesOf(
  attributes: readonly Attribute[],
  [left, right]: readonly (Endpoint | undefined)[],
): ProductSizes | undefined {
  const isSet = (names: RegExp): boolean =>
    attributes.some(({ name, value }) => names.test(name) && value === true);
  const [isLeft, isRight] = [isSet(/^(adj_x|transpose_a)$/), isSet(/^(adj_y|transpose_b)$/)];
  const [leftShape, rightShape] = [left?.shape, right?.shape];
  if ((isLeft && isRight) || leftShape?.length !== 2 || rightShape?.length !== 2) return undefined;
  const [rows = 0, inner = 0] = isLeft ? leftShape.toReversed() : leftShape;
  const [columns = 0] = isRight ? rightShape : rightShape.toReversed();
  return { isLeft, isRight, rows, inner, columns };
}

/** The op for L R or L Rᵀ of matrices in bfloat16; undefined for a product that TensorFlow's op is better for, or that it can't do. */
export function matrixProduct(
  attributes: readonly Attribute[],
  factors: readonly (Endpoint | undefined)[],
): string | undefined {
  const product = sizesOf(attributes, factors);
  if (product === undefined || product.isLeft) return undefined;
  const { isRight, rows, inner, columns } = product;
  if (inner % 2 !== 0 || columns % 16 !== 0 || Math.min(rows, inner, columns) < 16) return undefined;
  const isWorthwhile = rows >= MANY_ROWS || inner * columns <= SMALL_FACTOR;
  if (!isWorthwhile || inner > MOST_INNER) return undefined;
  return isRight ? MATRIX_PRODUCTS.right : MATRIX_PRODUCTS.neither;
}
