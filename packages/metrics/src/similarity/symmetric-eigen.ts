import { createRequire } from 'node:module';
import type { EigenvalueDecomposition, Matrix as DenseMatrix } from 'ml-matrix';
import type { Matrix64 } from './matrix.ts';

/** S = V diag(λ) Vᵀ of a symmetric S, [n, n]. */
export interface SymmetricEigen {
  /** Ascending, [n]. */
  readonly values: readonly number[];
  /** An eigenvector in each column, in the same order, [n, n] row by row. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by ml-matrix: Householder's tridiagonal form and the QL algorithm, in
 * about 9 n³ operations. It is loaded when it is needed: rules of selection are there whenever a command starts.
 */
export function symmetricEigen({ rows, data }: Matrix64): SymmetricEigen {
  const ml = createRequire(import.meta.url)('ml-matrix') as MlMatrix;
  const decomposed = new ml.EigenvalueDecomposition(ml.Matrix.from1DArray(rows, rows, data), {
    assumeSymmetric: true,
  });
  return {
    values: decomposed.realEigenvalues,
    vectors: Float64Array.from(decomposed.eigenvectorMatrix.to1DArray()),
  };
}

interface MlMatrix {
  readonly EigenvalueDecomposition: typeof EigenvalueDecomposition;
  readonly Matrix: typeof DenseMatrix;
}
