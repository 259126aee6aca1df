import { scoreMetric } from '@lamella/metrics';
import type { ScoreCell } from './cells.ts';
import { round } from './collections.ts';

/** The part of a score axis that a panel shows. */
export interface ScoreScale {
  readonly domain: [number, number];
  /** References whose mean lies outside; the panel names their values at its edge. */
  readonly outside: readonly ScoreCell[];
}

/**
 * Fits an axis to the methods that a panel is about. A reference far away from them (head-only tuning often is)
 * would press them into a line, so it widens the axis only if it lies within three quarters of their own range.
 * An axis shows a fiftieth of the unit at least (two points of a hundred), so that differences of no account do not look large.
 */
export function scoreScale(cells: readonly ScoreCell[], references: readonly ScoreCell[]): ScoreScale {
  const shortest = scoreMetric((cells[0] ?? references[0])?.metric ?? '').factor / 50;
  const core = (cells.length > 0 ? cells : references).flatMap(extent);
  const [lowest, highest] = [Math.min(...core), Math.max(...core)];
  const reach = 0.75 * Math.max(highest - lowest, shortest);
  const isNear = (cell: ScoreCell): boolean =>
    extent(cell).every((score) => score >= lowest - reach && score <= highest + reach);
  const shown = [...core, ...references.filter(isNear).flatMap(extent)];
  const [first, last] = [Math.min(...shown), Math.max(...shown)];
  const margin = Math.max(0.07 * (last - first), shortest / 2 - (last - first) / 2);
  const isOutside = ({ mean }: ScoreCell): boolean => mean < first - margin || mean > last + margin;
  const outside = references.filter(isOutside);
  const room = (isNeeded: boolean): number => margin * (isNeeded ? 2 : 1);
  const low = first - room(outside.some(({ mean }) => mean < first));
  const high = last + room(outside.some(({ mean }) => mean > last));
  return { domain: [round(low), round(high)], outside };
}

/** Everything of a cell that is drawn: its seeds and its bar of ± one standard deviation. */
function extent({ scores, mean, deviation }: ScoreCell): number[] {
  return [...scores, mean - deviation, mean + deviation];
}
