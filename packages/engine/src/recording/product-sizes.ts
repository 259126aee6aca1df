import type { Attribute } from '../native/binding.ts';

/** A product of two matrices, of which one at most is transposed. */
export interface ProductSizes {
  readonly isLeft: boolean;
  readonly isRight: boolean;
  readonly rows: number;
  /** Of a sum. */
  readonly inner: number;
  readonly columns: number;
}

type Shape = readonly number[] | null | undefined;

/**
 * The sizes of a matrix product, and which of its factors is transposed.
 *
 * @param shapes of the factors as they are held
 * @returns undefined for a product of batches, and if both factors are transposed
 */
export function productSizes(
  attributes: readonly Attribute[],
  [left, right]: readonly Shape[],
): ProductSizes | undefined {
  const isSet = (names: RegExp): boolean =>
    attributes.some(({ name, value }) => names.test(name) && value === true);
  const [isLeft, isRight] = [isSet(/^(adj_x|transpose_a)$/), isSet(/^(adj_y|transpose_b)$/)];
  if ((isLeft && isRight) || left?.length !== 2 || right?.length !== 2) return undefined;
  const [rows = 0, inner = 0] = isLeft ? left.toReversed() : left;
  const [columns = 0] = isRight ? right : right.toReversed();
  return { isLeft, isRight, rows, inner, columns };
}
