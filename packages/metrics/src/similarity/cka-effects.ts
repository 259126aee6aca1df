import { mean, sum } from '../numbers.ts';
import { linearCkaFloor } from './linear-cka.ts';
import { at } from './matrix.ts';
import type { SampleEffects } from './sample-effects.ts';
import { type CentredSums, unbiasedHsic } from './unbiased-hsic.ts';

/** Of two representations X and Y of M samples, columns centred, what CKA and its variation with the samples depend on. */
export interface PairSums {
  /** ‖XᵀY‖²_F over all samples. */
  readonly product: number;
  /** x_iᵀ (XᵀY) y_i of m of the samples. */
  readonly rows: Float64Array;
  /** x_iᵀ Σ_j ‖y_j‖² x_j of the m samples. */
  readonly weightedX: Float64Array;
  /** y_iᵀ Σ_j ‖x_j‖² y_j of the m samples. */
  readonly weightedY: Float64Array;
}

/** The same of one representation and itself. */
export interface OwnSums extends PairSums {
  /** ‖x_i‖² of the m samples. */
  readonly norms: Float64Array;
  /** Σ ‖x_i‖² over all samples. */
  readonly sumOfNorms: number;
  /** True if all samples share one vector, see {@link isConstant}. */
  readonly isConstant: boolean;
}

/** The sums of the representations R_0 … R_L, and of each with the next. */
export interface ConsecutiveSums {
  /** M */
  readonly numSamples: number;
  /** [L + 1] */
  readonly own: readonly OwnSums[];
  /** [L] */
  readonly cross: readonly PairSums[];
}

/** The fewest samples whose effects say anything. */
export const fewestSamples = 10;

/**
 * Tells whether samples share one vector up to float32's rounding: the spread of the features is below 1e-5 of their length.
 *
 * @param spread Σ ‖x_i − mean‖²
 * @param squares Σ ‖x_i‖²
 */
export function isConstant(spread: number, squares: number): boolean {
  return spread <= 1e-10 * squares;
}

/**
 * The effects of single samples on 1 − CKA of a layer's input X and output Y, with CKA without the bias of few samples,
 * HSIC(X, Y) / √(HSIC(X, X) · HSIC(Y, Y)) of {@link unbiasedHsic}: the jackknife's effects (M − 1)(mean of f₍₋ⱼ₎ − f₍₋ᵢ₎),
 * where f₍₋ᵢ₎ is the value without sample i. It follows from sums over the pairs of i, so that nothing is measured again.
 * Drawing from these effects instead of the samples is the bootstrap of a statistic's linear part.
 *
 * @returns undefined where samples are too few for an estimate
 * @see Song et al. 2012 (unbiased HSIC); Efron and Tibshirani 1993, chapters 11 and 20 (jackknife, and bootstrap with its
 *   influence values); Chen 2018 (jackknife multiplier bootstrap of U-statistics)
 */
export function ckaEffects({ numSamples, own, cross }: ConsecutiveSums): SampleEffects | undefined {
  if (numSamples < fewestSamples) return undefined;
  const variances = own.map((sums) => hsicAndWithout(sums, [sums, sums], numSamples));
  const layers = cross.map((sums, l) => {
    const ends = [own[l] as OwnSums, own[l + 1] as OwnSums] as const;
    if (ends.some((end) => end.isConstant))
      return { estimate: 1, effects: new Float64Array(sums.rows.length) };
    const variancesOfEnds = [variances[l] as Hsic, variances[l + 1] as Hsic] as const;
    return distance(hsicAndWithout(sums, ends, numSamples), variancesOfEnds, numSamples);
  });
  if (layers.some(({ estimate, effects }) => !Number.isFinite(estimate + sum(effects)))) return undefined;
  const floors = own.map((sums, l) => floorOf(sums, variances[l] as Hsic, numSamples));
  return {
    numSamples,
    estimates: layers.map(({ estimate }) => estimate),
    effects: layers.map(({ effects }) => effects),
    floors: layers.map((_, l) => Math.sqrt((floors[l] ?? NaN) * (floors[l + 1] ?? NaN))),
    constantInputs: layers.flatMap((_, l) => (own[l]?.isConstant === true ? [l] : [])),
  };
}

/** The unbiased HSIC of all samples, and without each of m samples. */
interface Hsic {
  readonly all: number;
  readonly without: Float64Array;
}

function hsicAndWithout(pair: PairSums, ends: readonly [OwnSums, OwnSums], numSamples: number): Hsic {
  const [x, y] = ends;
  const products = x.norms.map((norm, i) => norm * at(y.norms, i));
  const all = {
    numSamples,
    product: pair.product,
    normsOfX: x.sumOfNorms,
    normsOfY: y.sumOfNorms,
    normProducts: (sum(products) * numSamples) / products.length,
  };
  return { all: unbiasedHsic(all), without: products.map((_, i) => hsicWithout(i, { pair, ends, all })) };
}

/**
 * Without sample i, of kernels K = XXᵀ and L = YYᵀ without their diagonals: tr KL loses twice the sum of its row i, the sum
 * of each kernel twice its row i, and 1ᵀKL1 what i contributed to it.
 */
function hsicWithout(
  i: number,
  {
    pair,
    ends: [x, y],
    all,
  }: { readonly pair: PairSums; readonly ends: readonly [OwnSums, OwnSums]; readonly all: CentredSums },
): number {
  const { numSamples: n, product, normsOfX, normsOfY, normProducts } = all;
  const own = at(x.norms, i) * at(y.norms, i);
  const row = at(pair.rows, i) - own;
  const trace = product - normProducts - 2 * row;
  const pairs = (2 * at(x.norms, i) - normsOfX) * (2 * at(y.norms, i) - normsOfY);
  const paths = normProducts - 3 * own + at(pair.weightedX, i) + at(pair.weightedY, i) + row;
  return (trace + pairs / ((n - 2) * (n - 3)) - (2 * paths) / (n - 3)) / ((n - 1) * (n - 4));
}

/** 1 − A / √(B C) and the effects on it. */
function distance(
  a: Hsic,
  [b, c]: readonly [Hsic, Hsic],
  numSamples: number,
): { estimate: number; effects: Float64Array } {
  const without = a.without.map((value, i) => 1 - value / Math.sqrt(at(b.without, i) * at(c.without, i)));
  const centre = mean(without);
  return {
    estimate: 1 - a.all / Math.sqrt(b.all * c.all),
    effects: without.map((value) => (numSamples - 1) * (centre - value)),
  };
}

/** The floor of a representation with itself: its effective dimension is (tr Σ)² / tr Σ² of its covariance Σ. */
function floorOf(
  { sumOfNorms, isConstant: isOneVector }: OwnSums,
  { all }: Hsic,
  numSamples: number,
): number {
  return isOneVector ? 0 : linearCkaFloor((sumOfNorms / (numSamples - 1)) ** 2 / all, numSamples);
}
