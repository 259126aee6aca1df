import { at, columnSums, type Matrix, type Matrix64 } from './matrix.ts';

/** The kernel `exp(−‖a − b‖² / 2σ²)` of squared distances, σ being `bandwidthFactor` times the median distance of two samples. */
export function kernelOfDistances(distances: Matrix64, bandwidthFactor: number): Matrix64 {
  const sigma = bandwidthFactor * medianDistance(distances);
  // A constant representation has σ = 0: all its distances are 0 too, and the kernel is 1 everywhere.
  const scale = Math.max(2 * sigma ** 2, Number.MIN_VALUE);
  return { ...distances, data: distances.data.map((distance) => Math.exp(-distance / scale)) };
}

/**
 * ‖x_i − x_j‖² of every two samples, [M, M]: from differences, not from `aa − 2ab + bb`, which cancels when features lie far from
 * the origin.
 */
export function squaredDistances({ rows, columns, data }: Matrix): Matrix64 {
  const result = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += (at(data, i * columns + k) - at(data, j * columns + k)) ** 2;
      result[i * rows + j] = sum;
      result[j * rows + i] = sum;
    }
  }
  return { rows, columns: rows, data: result };
}

function medianDistance({ rows, data }: Matrix64): number {
  const pairs = new Float64Array((rows * (rows - 1)) / 2);
  for (let i = 0, end = 0; i < rows; end += i++) pairs.set(data.subarray(i * rows, i * rows + i), end);
  pairs.sort();
  const middle = pairs.length / 2;
  return (Math.sqrt(at(pairs, Math.ceil(middle) - 1)) + Math.sqrt(at(pairs, Math.floor(middle)))) / 2;
}

/** H K H with H = I − 1/M of a symmetric K: the means of the columns come off, those of the rows, and the mean of all goes on. */
export function centreKernel(kernel: Matrix64): Matrix64 {
  const means = columnSums(kernel).map((sum) => sum / kernel.rows);
  const mean = means.reduce((total, value) => total + value, 0) / kernel.rows;
  const data = new Float64Array(kernel.data.length);
  for (let i = 0; i < kernel.rows; i++) {
    const start = i * kernel.columns;
    for (let j = 0; j < kernel.columns; j++)
      data[start + j] = at(kernel.data, start + j) - at(means, i) - at(means, j) + mean;
  }
  return { ...kernel, data };
}
