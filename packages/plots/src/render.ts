import { Resvg } from '@resvg/resvg-js';
import { View, Warn, logger, parse, textMetrics } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import { labelMarks, type SceneMark } from './label-marks.ts';
import { fontFiles, textWidth } from './text.ts';
import { sizes } from './theme.ts';

declare module 'vega' {
  /** Vega's text measure; exported, and missing in its types. */
  const textMetrics: {
    width: (item: { fontSize?: number; fontWeight?: string | number }, text: unknown) => number;
  };
}

// Without a canvas Vega takes 0.8 em for every character, half as much again as the font needs.
textMetrics.width = (item, text) =>
  textWidth(
    String(text ?? '').trim(),
    item.fontSize ?? sizes.label,
    item.fontWeight === 'bold' ? 'bold' : 'normal',
  );

/** A drawing in two forms. */
export interface Rendered {
  readonly svg: string;
  /** The same with the row of the data that each mark shows as its `aria-label`, a column on each line. */
  readonly labelled: string;
}

/** Draws a Vega-Lite spec, labelled and not; see {@link withSvg}. */
export function renderSvg(spec: TopLevelSpec): Promise<Rendered> {
  return withSvg(spec, async (svg, label) => ({ svg, labelled: await label() }));
}

/**
 * Draws a Vega-Lite spec.
 *
 * @param use is given the drawing, and what draws it once more with labels, which takes as long again
 * @throws Error for anything that Vega-Lite or Vega would only warn about: a figure that is not what its spec says
 */
export async function withSvg<T>(
  spec: TopLevelSpec,
  use: (svg: string, label: () => Promise<string>) => Promise<T>,
): Promise<T> {
  // Vega marks the rows that it is given; the caller's spec stays as it is.
  const compiled = compile(structuredClone(spec), { logger: strictLogger() });
  const view = new View(parse(compiled.spec), { renderer: 'none', logger: strictLogger() });
  try {
    return await use(renumberClips(await view.toSVG()), async () => {
      labelMarks(sceneOf(view), columnsOf(spec));
      return renumberClips(await view.toSVG());
    });
  } finally {
    view.finalize();
  }
}

function sceneOf(view: View): SceneMark {
  return (view.scenegraph() as unknown as { readonly root: SceneMark }).root;
}

function columnsOf({ datasets = {} }: TopLevelSpec): ReadonlySet<string> {
  const rows = Object.values(datasets).flatMap((table) => (Array.isArray(table) ? (table as unknown[]) : []));
  return new Set(rows.flatMap((row) => Object.keys(row as object)));
}

/** Vega counts clip paths through a process's life; counted per figure, equal figures are equal texts. */
function renumberClips(svg: string): string {
  const numbers = new Map<string, string>();
  return svg.replace(/(?<=id="|url\(#)clip\d+/g, (id) => {
    const known = numbers.get(id) ?? `clip${numbers.size}`;
    numbers.set(id, known);
    return known;
  });
}

/** Draws an SVG as PNG, with twice as many pixels each way, in the fonts that come with this package only. */
export function renderPng(svg: string): Uint8Array {
  const font = { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: sizes.scale }, background: 'white' })
    .render()
    .asPng();
}

/** Width of an SVG in pixels, from its root element. */
export function svgWidth(svg: string): number {
  return Number(/<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1]);
}

function strictLogger(): ReturnType<typeof logger> {
  return logger(Warn, 'warn', (_method, _level, messages) => {
    throw new Error(`Vega refuses part of a figure: ${messages.join(' ')}`);
  });
}
