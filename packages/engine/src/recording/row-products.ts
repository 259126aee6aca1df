import { type Attribute, type Binding, DataType, type Endpoint } from '../native/binding.ts';

/** The op of the binding's own (`row_products_kernel.h`). */
export const ROW_PRODUCTS = 'LamellaRowProducts';

/** Rows up to which a product takes as long as reading its matrix does. */
const MOST_ROWS = 16;

/** Whether the binding has the op, which runs on CPUs. */
export function hasRowProducts({ ownOps, isUsingGpuDevice }: Binding): boolean {
  return ownOps?.includes(ROW_PRODUCTS) === true && !isUsingGpuDevice();
}

/** Whether a float32 product is X Wᵀ of few rows X [n, in] and a matrix W [out, in]. */
export function isRowProduct(
  attributes: readonly Attribute[],
  [rows, matrix]: readonly (Endpoint | undefined)[],
): boolean {
  const isSet = (names: RegExp): boolean =>
    attributes.some(({ name, value }) => names.test(name) && value === true);
  if (isSet(/^(adj_x|transpose_a)$/) || !isSet(/^(adj_y|transpose_b)$/)) return false;
  const isFloat32 = rows?.dtype === DataType.float32 && matrix?.dtype === DataType.float32;
  return isFloat32 && matrix.shape?.length === 2 && rows.shape?.length === 2 && isFew(rows.shape[0]);
}

function isFew(count: number | undefined): boolean {
  return count !== undefined && count > 0 && count <= MOST_ROWS;
}
