import type { ScoreCell } from '../cells.ts';
import { distinctNumbers } from '../collections.ts';
import type { Panel } from '../drawing.ts';

/** Pixels between marks side by side, where there is room. */
const spacing = 9;
/** The share of the way to the next number of parameters that marks side by side take at most. */
const bandShare = 0.75;
/** Numbers nearer than this factor are one place: marks on a logarithmic axis can't tell them apart. */
const nearness = 1.03;

/** The room beyond the first and the last place, and beyond a band. */
const [margin, bandMargin] = [1.15, 1.03];

/** Where a mark stands beside others with as many parameters; the way is in powers of ten. */
export interface ParameterPlace {
  /** The number of parameters in the middle of those that share a place. */
  readonly centre: number;
  /** The mark's place, counted from the middle. */
  readonly aside: number;
  /** Marks at the place. */
  readonly beside: number;
  /** The way to the next place; that of the whole axis for a single one. */
  readonly gap: number;
}

/** Sets marks with as many parameters side by side, in the order of the cells. */
export function placeByParameters(cells: readonly ScoreCell[]): Map<ScoreCell, ParameterPlace> {
  const clusters = clustersOf(distinctNumbers(cells, (cell) => cell.trainableParameters));
  const centres = clusters.map(([first = 1, ...others]) => Math.sqrt(first * (others.at(-1) ?? first)));
  return new Map(
    clusters.flatMap((counts, i) => {
      const own = cells.filter(({ trainableParameters }) => counts.includes(trainableParameters));
      const centre = centres[i] ?? 1;
      const others = centres.filter((_, k) => k !== i);
      const gap =
        others.length === 0 ? 1 : Math.min(...others.map((other) => Math.abs(Math.log10(other / centre))));
      return own.map(
        (cell, k) => [cell, { centre, gap, beside: own.length, aside: k - (own.length - 1) / 2 }] as const,
      );
    }),
  );
}

function clustersOf(counts: readonly number[]): number[][] {
  const clusters: number[][] = [];
  for (const count of counts) {
    const last = clusters.at(-1);
    if (last !== undefined && count / (last[0] ?? count) < nearness) last.push(count);
    else clusters.push([count]);
  }
  return clusters;
}

/** The column `place` of rows that have the columns of a place, on an axis of so many powers of ten per pixel. */
export function besideTransform(perPixel: number): NonNullable<Panel['transform']> {
  const distance = `min(${spacing * perPixel}, ${bandShare} * datum.gap / datum.beside)`;
  return [{ calculate: `datum.centre * pow(10, datum.aside * ${distance})`, as: 'place' }];
}

/** The ends of the band behind each place that several marks share. */
export function placeBands(
  places: Iterable<ParameterPlace>,
  perPixel: number,
): { from: number; to: number }[] {
  const shared = new Map(
    [...places].filter(({ beside }) => beside > 1).map((place) => [place.centre, place]),
  );
  return [...shared.values()].map(({ centre, beside, gap }) => {
    const half = (beside * Math.min(spacing * perPixel, (bandShare * gap) / beside)) / 2;
    return { from: centre * 10 ** -half, to: centre * 10 ** half };
  });
}

/** Ends of an axis of so many pixels that has room for all places and their bands. */
export function axisEnds(places: readonly ParameterPlace[], width: number): [number, number] {
  const centres = places.map(({ centre }) => centre);
  const [least, most] = [Math.min(...centres), Math.max(...centres)];
  let ends: [number, number] = [least / margin, most * margin];
  // Bands are wider, in powers of ten, on a wider axis: twice is near enough.
  for (let pass = 0; pass < 2; pass++) {
    const bands = placeBands(places, powersPerPixel(ends, width));
    ends = [
      Math.min(least / margin, ...bands.map(({ from }) => from / bandMargin)),
      Math.max(most * margin, ...bands.map(({ to }) => to * bandMargin)),
    ];
  }
  return ends;
}

/** Powers of ten in a pixel. */
export function powersPerPixel([low, high]: readonly [number, number], width: number): number {
  return Math.log10(high / low) / width;
}
