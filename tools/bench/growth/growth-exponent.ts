import { mean, sum } from '@lamella/metrics';

/** A point of a curve, both coordinates above 0. */
export type CurvePoint = readonly [x: number, y: number];

/**
 * The exponent b of y = a xᵇ by least squares on logarithms: Σ (ln x - mean)(ln y - mean) / Σ (ln x - mean)².
 *
 * @returns NaN for fewer than two different x, or a coordinate that is not above 0
 */
export function growthExponent(points: readonly CurvePoint[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  return sum(logs.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(logs.map(([x]) => (x - meanX) ** 2));
}

/** How a curve bends: the exponent of all of its points, and those between the first two and the last two. */
export interface Bend {
  readonly all: number;
  readonly first: number;
  readonly last: number;
}

/** The exponents of a curve, its points in ascending order of x. */
export function bendOf(points: readonly CurvePoint[]): Bend {
  return {
    all: growthExponent(points),
    first: growthExponent(points.slice(0, 2)),
    last: growthExponent(points.slice(-2)),
  };
}
