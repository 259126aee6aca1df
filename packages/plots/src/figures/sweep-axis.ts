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
  const step = smallestStep({ scale, values });
  const [first = 0, last = 0] = [positions({ scale, values })[0], positions({ scale, values }).at(-1)];
  const pixel = (last - first + step) / width;
  const distance = round(Math.min(spacing * pixel, (0.6 * step) / numMethods));
  const linear = `datum.${column} + ${distance} * datum.aside`;
  const log2 = `datum.${column} * pow(2, ${distance} * datum.aside)`;
  return [{ calculate: scale === 'log2' ? log2 : linear, as: 'place' }];
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
