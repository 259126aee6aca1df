import { partition } from './collections.ts';

/** The difference of two arms, which their labels name, with its interval; NaN or infinite where there is none. */
export interface ArmDifference {
  readonly arms: readonly [string, string];
  readonly difference: number;
  readonly interval: readonly [number, number];
}

/** How much longer than most intervals need the axis may be, for all to be on it. */
const TO_SPARE = 1.25;

/**
 * Where the axis of differences ends, fitted to most of their intervals, and to all that end not much farther; 0 if all are 0. Of two
 * seeds some intervals are so wide that all differences would be one point on their scale, so that it ends at four times the largest
 * difference of most. An arm that is far from all others, as an untuned model may be, has no part in it either.
 */
export function differenceEnd(differences: readonly ArmDifference[]): number {
  const fitted = withoutFarArm(differences);
  const [reaches, sizes] = [fitted.map(reachOf), fitted.map(({ difference }) => Math.abs(difference))];
  const [most, all] = [mostOf(reaches), largest(reaches)];
  return Math.min(all <= TO_SPARE * most ? all : most, 4 * mostOf(sizes));
}

/** Without the arm whose differences all exceed four times what those of other arms, with their intervals, reach; else all. */
function withoutFarArm(differences: readonly ArmDifference[]): readonly ArmDifference[] {
  for (const label of new Set(differences.flatMap(({ arms }) => arms))) {
    const [own, others] = partition(differences, ({ arms }) => arms.includes(label));
    const least = Math.min(...own.map(({ difference }) => Math.abs(difference)));
    const reach = largest(others.map(reachOf));
    if (reach > 0 && least > 4 * reach) return others;
  }
  return differences;
}

/** How far from 0 a difference and its interval reach. */
function reachOf({ difference, interval }: ArmDifference): number {
  return largest([difference, ...interval]);
}

function largest(values: readonly number[]): number {
  return Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
}

/** The value that nine in ten do not exceed. */
function mostOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(0.9 * values.length) - 1] ?? 0;
}
