/** Which elements of a block a tensor consists of. */
export interface StridedView {
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
}

/** How many elements a view reaches over, from its first to its last; 0 if it has none. */
export function extentOf({ shape, strides }: StridedView): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, size, i) => last + (size - 1) * (strides[i] ?? 0), 0) + 1;
}

/** Whether the elements lie in memory in the order of the shape, row by row without gaps. */
export function isContiguous({ shape, strides }: StridedView): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i] ?? 0;
    if (size !== 1 && strides[i] !== expected) return false;
    expected *= size;
  }
  return true;
}

/**
 * The elements of a view, row by row.
 *
 * @param source begins with the view's first element
 */
export function copyStrided(source: Uint8Array, view: StridedView, elementBytes: number): Uint8Array {
  const { shape, strides } = view;
  const size = shape.reduce((product, each) => product * each, 1);
  const result = new Uint8Array(size * elementBytes);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < size; to++) {
    for (let k = 0; k < elementBytes; k++)
      result[to * elementBytes + k] = source[from * elementBytes + k] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis] as number;
      if (++(index[axis] as number) < (shape[axis] as number)) break;
      from -= (strides[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}
