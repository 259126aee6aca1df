/** A dense matrix, row by row: samples are rows, features are columns. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** A matrix whose numbers are float64. */
export interface Matrix64 extends Matrix {
  readonly data: Float64Array;
}

/** The matrix with each column's mean taken off, in float64. */
export function centreColumns(x: Matrix): Matrix64 {
  return subtractFromRows(
    x,
    columnSums(x).map((sum) => sum / x.rows),
  );
}

/** The matrix with the same vector taken off every row, in float64. */
export function subtractFromRows({ rows, columns, data }: Matrix, vector: Float64Array): Matrix64 {
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += columns) {
    for (let j = 0; j < columns; j++) result[start + j] = at(data, start + j) - at(vector, j);
  }
  return { rows, columns, data: result };
}

/** The sum of each column, [columns]. */
export function columnSums({ columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let start = 0; start < data.length; start += columns) {
    for (let j = 0; j < columns; j++) sums[j] = at(sums, j) + at(data, start + j);
  }
  return sums;
}

/** X Xᵀ: the inner products of the rows, [rows, rows]. */
export function gram({ rows, columns, data }: Matrix64): Matrix64 {
  const result = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += at(data, i * columns + k) * at(data, j * columns + k);
      result[i * rows + j] = sum;
      result[j * rows + i] = sum;
    }
  }
  return { rows, columns: rows, data: result };
}

/** Xᵀ Y: the inner products of the columns, [columns of x, columns of y]. */
export function crossProduct(x: Matrix64, y: Matrix64): Matrix64 {
  const data = new Float64Array(x.columns * y.columns);
  addCrossProduct(data, x, y);
  return { rows: x.columns, columns: y.columns, data };
}

/** Adds Xᵀ Y to `sum`, [columns of x, columns of y], in place. */
export function addCrossProduct(sum: Float64Array, x: Matrix64, y: Matrix64): void {
  for (let row = 0; row < x.rows; row++) {
    for (let i = 0; i < x.columns; i++) {
      const left = at(x.data, row * x.columns + i);
      const target = i * y.columns;
      for (let j = 0; j < y.columns; j++) {
        sum[target + j] = at(sum, target + j) + left * at(y.data, row * y.columns + j);
      }
    }
  }
}

/** The sum of the products of two matrices' elements, <A, B>; <A, A> is the squared Frobenius norm. */
export function innerProduct(a: Matrix64, b: Matrix64): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += at(a.data, i) * at(b.data, i);
  return sum;
}

/** The sum of the squares of a matrix's elements. */
export function squaredNorm({ data }: Matrix): number {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += at(data, i) ** 2;
  return squares;
}

/** The diagonal of a square matrix; of X Xᵀ it is the squared norms of the rows. */
export function diagonal({ rows, columns, data }: Matrix64): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => at(data, i * (columns + 1)));
}

/** An element that is known to exist. */
export function at(data: Float32Array | Float64Array, index: number): number {
  return data[index] as number;
}

/** The rows of all matrices below one another. */
export function joinRows(matrices: readonly Matrix[]): Matrix {
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const columns = matrices[0]?.columns ?? 0;
  const data = new Float32Array(rows * columns);
  let start = 0;
  for (const matrix of matrices) {
    data.set(matrix.data, start);
    start += matrix.data.length;
  }
  return { rows, columns, data };
}
