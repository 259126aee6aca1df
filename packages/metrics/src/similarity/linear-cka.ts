import { centreColumns, crossProduct, gram, innerProduct, type Matrix, type Matrix64 } from './matrix.ts';
import { checkSamples } from './samples.ts';

/** The smallest denominator: a constant representation has CKA 0, not 0/0. The authors' clamp. */
export const minimumDenominator = 1e-12;

/**
 * Linear centred kernel alignment of two representations of the same samples:
 *
 *     CKA(X, Y) = ‖XᵀY‖²_F / max(‖XᵀX‖_F · ‖YᵀY‖_F, 1e-12)
 *
 * with the columns of X and Y centred over the samples. 1 for representations that are equal up to rotation,
 * scale and shift; 0 when one of them is constant. Computed in float64, in the feature or the sample form,
 * whichever needs fewer multiplications.
 *
 * @param x [M, D1], one row per sample
 * @param y [M, D2], the same samples in the same order
 * @returns a number in [0, 1], up to rounding
 * @throws UserError with fewer than two samples
 * @see Kornblith et al. 2019, "Similarity of Neural Network Representations Revisited"; arXiv 2602.05988
 */
export function linearCka(x: Matrix, y: Matrix): number {
  const featureCost = x.rows * (x.columns ** 2 + y.columns ** 2 + x.columns * y.columns);
  const sampleCost = (x.rows ** 2 / 2) * (x.columns + y.columns);
  return featureCost < sampleCost ? linearCkaOfFeatures(x, y) : linearCkaOfSamples(x, y);
}

/** {@link linearCka} from the D × D products of the features: the cheaper form when samples are many. */
export function linearCkaOfFeatures(x: Matrix, y: Matrix): number {
  checkSamples(x, y, { measure: 'Linear CKA', minimum: 2 });
  const [cx, cy] = [centreColumns(x), centreColumns(y)];
  const xy = crossProduct(cx, cy);
  return alignment(innerProduct(xy, xy), crossProduct(cx, cx), crossProduct(cy, cy));
}

/** {@link linearCka} from the M × M products of the samples: the cheaper form when features are many. */
export function linearCkaOfSamples(x: Matrix, y: Matrix): number {
  checkSamples(x, y, { measure: 'Linear CKA', minimum: 2 });
  const [k, l] = [gram(centreColumns(x)), gram(centreColumns(y))];
  return alignment(innerProduct(k, l), k, l);
}

/** `similarity / max(‖A‖_F · ‖B‖_F, 1e-12)`: how every form of CKA ends. */
export function alignment(similarity: number, a: Matrix64, b: Matrix64): number {
  return (
    similarity / Math.max(Math.sqrt(innerProduct(a, a)) * Math.sqrt(innerProduct(b, b)), minimumDenominator)
  );
}

/**
 * The linear CKA that two unrelated representations reach because samples are few: `D / (D + M)` for features of D
 * dimensions over M samples. Of features that are correlated or of unequal size D is the effective dimension
 * `(tr Σ)² / tr Σ²` of their covariance Σ, and of two such representations the floor is the geometric mean of theirs.
 * A CKA near this value says little. {@link debiasedCka} has no such floor.
 *
 * (Centred and independent, E‖XᵀY‖² = M tr Σ_x tr Σ_y and E‖XᵀX‖² = M² tr Σ_x² + M (tr Σ_x)², up to terms of order 1 / M.)
 */
export function linearCkaFloor(dimension: number, samples: number): number {
  return dimension / (dimension + samples);
}
