import { frame, type Panel, panelTitle } from './drawing.ts';
import { renderSvg } from './render.ts';
import { sizes } from './theme.ts';

/** A curve of a measured quantity against a size, with what was predicted at some of its points. */
export interface GrowthCurve {
  /** Of the panel, such as `layers (L)`. */
  readonly title: string;
  readonly points: readonly {
    readonly size: number;
    readonly measured: number;
    readonly predicted?: number | undefined;
  }[];
}

/** Words of a figure of growth. */
export interface GrowthWords {
  readonly title: string;
  readonly subtitle: string;
  /** Title of the vertical axes, with the unit. */
  readonly quantity: string;
  readonly notes: readonly string[];
}

const COLUMNS = 4;
const [MEASURED, PREDICTED] = ['#0b6bcb', '#c2410c'];

/** Draws curves side by side on logarithmic axes, on which a power is a straight line: points and lines measured, crosses predicted. As SVG. */
export async function drawGrowth(curves: readonly GrowthCurve[], words: GrowthWords): Promise<string> {
  const rows = curves.flatMap(({ title, points }) =>
    points.map(({ predicted, ...point }) => ({
      curve: title,
      ...point,
      ...(predicted !== undefined && { predicted }),
    })),
  );
  const width = Math.floor((0.8 * sizes.width) / COLUMNS) - 10;
  const panels = curves.map((curve) => growthPanel(curve, width, words.quantity));
  const drawing = {
    ...{ title: words.title, subtitle: words.subtitle, notes: words.notes },
    tables: { points: rows },
    body: () => ({ concat: panels, columns: COLUMNS }),
  };
  const { svg } = await renderSvg(frame(drawing, sizes.width));
  return svg;
}

function growthPanel({ title, points }: GrowthCurve, width: number, quantity: string): Panel {
  const x = {
    field: 'size',
    type: 'quantitative' as const,
    scale: { type: 'log' as const, nice: false },
    axis: { title: null, values: points.map(({ size }) => size), grid: false, format: 'd' },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const },
    axis: { title: quantity, tickCount: 4, format: '~g' },
  });
  const ofCurve = { field: 'curve', equal: title };
  const predictions = {
    transform: [{ filter: 'isValid(datum.predicted)' }],
    mark: { type: 'point', shape: 'cross', color: PREDICTED, filled: true, size: 40 } as const,
    encoding: { x, y: y('predicted') },
  };
  const isPredicted = points.some(({ predicted }) => predicted !== undefined);
  return {
    width,
    height: 150,
    data: { name: 'points' },
    transform: [{ filter: ofCurve }],
    layer: [
      panelTitle(title, width),
      {
        mark: { type: 'line', color: MEASURED, point: { color: MEASURED, filled: true, size: 40 } },
        encoding: { x, y: y('measured') },
      },
      ...(isPredicted ? [predictions] : []),
    ],
  };
}
