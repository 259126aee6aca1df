import type { ProductSizes } from './product-sizes.ts';

/** Sizes up to which a product is thin: those that the op has sums for. */
export const THIN = 16;
/** The other sizes are at least so large: below, there is nothing to gain. */
export const LARGE = 64;

/** Ops of the binding's own (`thin_product_kernel.h`) by which of their factors is transposed. */
export const THIN_PRODUCTS = {
  neither: 'LamellaThinProduct',
  right: 'LamellaThinProductTransposeRight',
  left: 'LamellaThinProductTransposeLeft',
} as const;

/** An op for a product one of whose sizes is small. */
export interface ThinProduct {
  readonly type: string;
  /** Whether its sums go over the rows of both factors, as those of a weight's gradient do. */
  readonly sumsRows: boolean;
}

/**
 * The op for a product of LoRA: L R, L Rᵀ or Lᵀ R of matrices of which one size is at most 16, and the others are not small. oneDNN shares such
 * a product out among threads, which takes longer than the product itself.
 *
 * @returns undefined for another product
 */
export function thinProduct({
  isLeft,
  isRight,
  rows,
  inner,
  columns,
}: ProductSizes): ThinProduct | undefined {
  const sizes = [rows, inner, columns];
  const thin = sizes.filter((size) => size <= THIN);
  if (thin.length !== 1 || Math.min(...sizes) < 1 || sizes.some((size) => size > THIN && size < LARGE))
    return undefined;
  // Of few rows, and of a short sum over rows, there is nothing to read once.
  if (isLeft ? inner <= THIN : rows <= THIN) return undefined;
  const type = isLeft ? THIN_PRODUCTS.left : isRight ? THIN_PRODUCTS.right : THIN_PRODUCTS.neither;
  return { type, sumsRows: isLeft };
}
