import { sum } from '../numbers.ts';
import { minimumDenominator } from './linear-cka.ts';
import { at, centreColumns, diagonal, gram, innerProduct, type Matrix, type Matrix64 } from './matrix.ts';
import { checkSamples } from './samples.ts';
import { unbiasedHsic } from './unbiased-hsic.ts';

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
  const [k, l] = [gram(centreColumns(x)), gram(centreColumns(y))];
  const scale = Math.sqrt(Math.max(hsicOfKernels(k, k), 0) * Math.max(hsicOfKernels(l, l), 0));
  return hsicOfKernels(k, l) / Math.max(scale, minimumDenominator);
}

function hsicOfKernels(k: Matrix64, l: Matrix64): number {
  const [normsOfX, normsOfY] = [diagonal(k), diagonal(l)];
  return unbiasedHsic({
    numSamples: k.rows,
    product: innerProduct(k, l),
    normsOfX: sum(normsOfX),
    normsOfY: sum(normsOfY),
    normProducts: sum(normsOfX.map((norm, i) => norm * at(normsOfY, i))),
  });
}
