import { alignment } from './linear-cka.ts';
import { at, innerProduct, type Matrix64 } from './matrix.ts';

/** Sums over n samples of a pair of representations x and y, each shifted by any constant vector. */
export interface CrossMoments {
  /** The number of samples. */
  readonly n: number;
  /** Σ x, [D1] */
  readonly sumX: Float64Array;
  /** Σ y, [D2] */
  readonly sumY: Float64Array;
  /** Σ x xᵀ, [D1, D1] row by row */
  readonly crossXX: Float64Array;
  /** Σ x yᵀ, [D1, D2] row by row */
  readonly crossXY: Float64Array;
  /** Σ y yᵀ, [D2, D2] row by row */
  readonly crossYY: Float64Array;
}

/**
 * {@link linearCka} from sums that any number of batches were added to, so that memory doesn't grow with the
 * samples. The centred products are `Σ x yᵀ − (Σ x)(Σ y)ᵀ / n`.
 *
 * That difference loses digits when the mean is large beside the spread. Subtract a constant vector near the
 * mean from every sample before summing (one sample will do, e.g. the first): CKA doesn't depend on the shift,
 * and what is left of the mean is then of the size of the spread. With the first sample as the shift a constant
 * representation has sums of exactly 0, and CKA exactly 0. Sum in float64.
 */
export function ckaFromCrossMoments({ n, sumX, sumY, crossXX, crossXY, crossYY }: CrossMoments): number {
  const xy = centredProduct(crossXY, { left: sumX, right: sumY, n });
  const xx = centredProduct(crossXX, { left: sumX, right: sumX, n });
  const yy = centredProduct(crossYY, { left: sumY, right: sumY, n });
  return alignment(innerProduct(xy, xy), xx, yy);
}

/** The product of two representations with centred columns, from sums: Σ a bᵀ − (Σ a)(Σ b)ᵀ / n. */
export function centredProduct(
  cross: Float64Array,
  { left, right, n }: { left: Float64Array; right: Float64Array; n: number },
): Matrix64 {
  const [rows, columns] = [left.length, right.length];
  if (cross.length !== rows * columns) {
    throw new RangeError(`Expected ${rows} x ${columns} = ${rows * columns} moments, got ${cross.length}`);
  }
  const meanProduct = (i: number): number => (at(left, Math.floor(i / columns)) * at(right, i % columns)) / n;
  return { rows, columns, data: cross.map((value, i) => value - meanProduct(i)) };
}
