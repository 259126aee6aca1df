import type { TopLevelSpec } from 'vega-lite';
import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Encoding as VegaLiteEncoding } from 'vega-lite/types_unstable/encoding.js';
import type { LayerSpec, NonNormalizedSpec } from 'vega-lite/types_unstable/spec/index.js';

import { textWidth, wrapText } from './text.ts';
import { colours, config, sizes } from './theme.ts';

/** A Vega-Lite view: one panel or several. */
export type View = NonNormalizedSpec;
/** A panel made of layers. */
export type Panel = LayerSpec<string>;
/** One layer of a panel. */
export type Layer = Panel['layer'][number];
/** The channels of a layer. */
export type Encoding = VegaLiteEncoding<string>;
/** How a position channel is scaled and labelled. */
export type AxisLook = Pick<PositionFieldDef<string>, 'scale' | 'axis'>;
/** A row of a table that a spec holds. */
export type TableRow = Readonly<Record<string, string | number | boolean>>;

/** A figure before its size is known. */
export interface Drawing {
  readonly title: string;
  readonly subtitle: string;
  /** How to read the figure and what else is to be said, a paragraph each; printed below it. */
  readonly notes: readonly string[];
  /** The data, under the names by which the body's layers refer to them. */
  readonly tables: Readonly<Record<string, readonly TableRow[]>>;
  /** The panels, for a width of all plotting areas in a row, in pixels. */
  readonly body: (width: number) => View;
}

/** Why a figure cannot be drawn from the rows at hand. */
export interface Skipped {
  readonly skipped: string;
}

/** Puts title, subtitle and note around a drawing's panels; the result opens in a Vega-Lite editor as it is. */
export function frame(drawing: Drawing, width: number): TopLevelSpec {
  const lines = sizes.text;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config,
    datasets: Object.fromEntries(Object.entries(drawing.tables).map(([name, rows]) => [name, [...rows]])),
    title: {
      text: drawing.notes.flatMap((note) => wrapText(note, lines, { size: sizes.note })),
      orient: 'bottom',
      fontSize: sizes.note,
      lineHeight: sizes.note + 4,
      fontWeight: 'normal',
      color: colours.muted,
    },
    vconcat: [
      {
        title: {
          text: wrapText(drawing.title, lines, { size: sizes.title, weight: 'bold' }),
          subtitle: wrapText(drawing.subtitle, lines, { size: sizes.subtitle }),
        },
        ...drawing.body(width),
      },
    ],
    // Otherwise the legends would move outwards, below the note.
    resolve: {
      scale: { color: 'independent', shape: 'independent', size: 'independent', strokeDash: 'independent' },
    },
  };
}

/** How many panels of a figure stand in a row. */
export function numColumns(numPanels: number): number {
  if (numPanels <= 4) return numPanels;
  return numPanels <= 6 || numPanels === 9 ? 3 : 4;
}

/** How high the panels of a figure are. */
export function panelHeight(numPanels: number): number {
  return numPanels === 1 ? 320 : numPanels === 2 ? 260 : 180;
}

/** How many entries of a legend fit in a row. */
export function legendColumns(titles: readonly string[]): number {
  const entry = Math.max(...titles.map((title) => textWidth(title, sizes.label))) + 34;
  return Math.max(1, Math.min(titles.length, Math.floor((sizes.width - 2 * sizes.padding) / entry)));
}

/**
 * A panel's title, in lines no wider than the panel. It is a text mark, because Vega moves a proper title out of the
 * way of axis labels, so that titles in a row would stand at different heights.
 */
export function panelTitle(text: string, width: number): Layer {
  const font = { fontSize: sizes.panelTitle, fontWeight: 'bold', lineHeight: sizes.panelTitle + 3 } as const;
  const lines = wrapText(text, width, { size: font.fontSize, weight: font.fontWeight });
  const y = -10 - font.lineHeight * (lines.length - 1);
  return {
    data: { values: [{}] },
    mark: {
      type: 'text',
      text: lines,
      x: 0,
      y,
      align: 'left',
      baseline: 'bottom',
      color: colours.text,
      ...font,
    },
  };
}

/** Takes a layer's data from a table, or from those of its rows that belong to a panel; then transforms it. */
export function from(
  name: string,
  where: TableRow = {},
  further: NonNullable<Panel['transform']> = [],
): Pick<Panel, 'data' | 'transform'> {
  const filters = Object.entries(where).map(([field, equal]) => ({ filter: { field, equal } }));
  return { data: { name }, transform: [...filters, ...further] };
}

/** Leaves out what a panel does not show: resvg ends the process over a mark that is far outside of the picture. */
export function within(field: string, range: [number, number]): NonNullable<Panel['transform']> {
  return [{ filter: { field, range } }];
}

/** Pale bands behind marks side by side, which say what belongs to a value. */
export function bandsBehind(
  bands: readonly { readonly from: number; readonly to: number }[],
  x: AxisLook & { readonly type: 'quantitative' },
): Layer {
  return {
    data: { values: [...bands] },
    mark: { type: 'rect', color: colours.blank, opacity: 1 },
    encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
  };
}

/** A score's axis, which need not begin at 0. */
export function scoreAxis(domain: [number, number], title: string): AxisLook {
  return { scale: { domain, nice: false, zero: false }, axis: { title, tickCount: 5 } };
}

/** Rows that are named at the left, if this panel has the names of its row of panels. */
export function nameChannel(
  field: 'method' | 'setting',
  names: readonly string[],
  hasNames: boolean,
): NonNullable<Encoding['y']> {
  return {
    field,
    type: 'nominal',
    scale: { domain: [...names] },
    axis: { title: null, labels: hasNames, ticks: false, domain: false, grid: true, labelPadding: 8 },
  };
}

/** The axis title of layers. */
export const layerTitle = 'layer (counted from 0)';
