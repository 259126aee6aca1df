import { minimumDenominator } from './linear-cka.ts';
import { at, centreColumns, columnSums, gram, innerProduct, type Matrix, type Matrix64 } from './matrix.ts';
import { checkSamples } from './samples.ts';

/**
 * Linear CKA from the unbiased estimate of HSIC, which is near 0 for unrelated representations however few
 * the samples are: `HSIC₁(K, L) / √(HSIC₁(K, K) · HSIC₁(L, L))` with K = XXᵀ and L = YYᵀ.
 * It may be slightly negative. 0 when one representation is constant.
 *
 * @param x [M, D1], one row per sample, M ≥ 4
 * @param y [M, D2], the same samples in the same order
 * @throws UserError with fewer than four samples
 * @see Song et al. 2012 (the estimator); Nguyen et al. 2021 (its use in CKA)
 */
export function debiasedCka(x: Matrix, y: Matrix): number {
  checkSamples(x, y, { measure: 'Debiased CKA', minimum: 4 });
  // The estimate doesn't depend on the means; without them the products keep more digits.
  const k = withoutDiagonal(gram(centreColumns(x)));
  const l = withoutDiagonal(gram(centreColumns(y)));
  const scale = Math.sqrt(Math.max(unbiasedHsic(k, k), 0) * Math.max(unbiasedHsic(l, l), 0));
  return unbiasedHsic(k, l) / Math.max(scale, minimumDenominator);
}

/** HSIC₁ of two kernels whose diagonals are zero. */
function unbiasedHsic(k: Matrix64, l: Matrix64): number {
  const n = k.rows;
  const [sumsOfK, sumsOfL] = [columnSums(k), columnSums(l)];
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const products = sumsOfK.reduce((total, value, i) => total + value * at(sumsOfL, i), 0);
  const pairs = (sum(sumsOfK) * sum(sumsOfL)) / ((n - 1) * (n - 2));
  return (innerProduct(k, l) + pairs - (2 / (n - 2)) * products) / (n * (n - 3));
}

function withoutDiagonal(kernel: Matrix64): Matrix64 {
  const data = kernel.data.slice();
  for (let i = 0; i < data.length; i += kernel.columns + 1) data[i] = 0;
  return { ...kernel, data };
}
