import { type Attribute, DataType, type Endpoint } from '../native/binding.ts';
import { productSizes } from './product-sizes.ts';

/** The op of the binding's own (`row_products_kernel.h`). */
export const ROW_PRODUCTS = 'LamellaRowProducts';

/** Rows up to which a product takes as long as reading its matrix does. */
const MOST_ROWS = 16;

/** Whether a float32 product is X Wᵀ of few rows X [n, in] and a matrix W [out, in]. */
export function isRowProduct(
  attributes: readonly Attribute[],
  [rows, matrix]: readonly (Endpoint | undefined)[],
): boolean {
  if (rows?.dtype !== DataType.float32 || matrix?.dtype !== DataType.float32) return false;
  const product = productSizes(attributes, [rows.shape, matrix.shape]);
  return product !== undefined && product.isRight && product.rows > 0 && product.rows <= MOST_ROWS;
}
