import type { AxisLook, Panel } from '../drawing.ts';
import { round } from '../collections.ts';

/** The horizontal axis of a sweep. */
export interface SweepAxis {
  readonly column: 'layers' | 'rank';
  readonly scale: 'linear' | 'log2';
  /** The values that were tried, ascending; at least two. */
  readonly values: readonly number[];
}

/** Pixels between methods at the same value, where there is room. */
const spacing = 7;
/** The share of the way to the next value that methods side by side, and the band behind them, take at most. */
const bandShare = 0.36;

/** Ticks at the values that were tried, and half a step of room at both ends. */
export function axisLook({ scale, values }: SweepAxis, title: string): AxisLook {
  const margin = 0.5 * smallestStep({ scale, values });
  const [first = 1, last = 1] = [values[0], values.at(-1)];
  return {
    scale:
      scale === 'log2'
        ? { type: 'log', base: 2, domain: [first * 2 ** -margin, last * 2 ** margin], nice: false }
        : { domain: [first - margin, last + margin], nice: false, zero: false },
    axis: { title, values: [...values], format: 'd', grid: false },
  };
}

/**
 * Sets methods at the same value side by side: column `place` from the value and the column `aside`, which counts
 * methods from the middle.
 */
export function placeBeside(
  { column, scale, values }: SweepAxis,
  { width, numMethods }: { width: number; numMethods: number },
): NonNullable<Panel['transform']> {
  const distance = round(bandWidth({ scale, values }, { width, numMethods }) / numMethods);
  const linear = `datum.${column} + ${distance} * datum.aside`;
  const log2 = `datum.${column} * pow(2, ${distance} * datum.aside)`;
  return [{ calculate: scale === 'log2' ? log2 : linear, as: 'place' }];
}

/** The ends of the band behind each value, which says what belongs to it. */
export function valueBands(
  { scale, values }: Positions,
  place: { readonly width: number; readonly numMethods: number },
): { readonly from: number; readonly to: number }[] {
  const half = bandWidth({ scale, values }, place) / 2;
  return values.map((value) => {
    const [from, to] =
      scale === 'log2' ? [value * 2 ** -half, value * 2 ** half] : [value - half, value + half];
    return { from: round(from), to: round(to) };
  });
}

/** How wide methods side by side are, in units of the axis. */
function bandWidth(
  axis: Positions,
  { width, numMethods }: { readonly width: number; readonly numMethods: number },
): number {
  const step = smallestStep(axis);
  const [first = 0, last = 0] = [positions(axis)[0], positions(axis).at(-1)];
  const pixel = (last - first + step) / width;
  return Math.min(spacing * pixel * numMethods, bandShare * step);
}

type Positions = Pick<SweepAxis, 'scale' | 'values'>;

/** Values as the axis spaces them: octaves on a logarithmic one. */
function positions({ scale, values }: Positions): number[] {
  return scale === 'log2' ? values.map(Math.log2) : [...values];
}

function smallestStep(axis: Positions): number {
  const places = positions(axis);
  return Math.min(...places.slice(1).map((place, index) => place - (places[index] ?? 0)));
}
