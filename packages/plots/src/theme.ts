import type { Config } from 'vega-lite';

/** Sizes in pixels; PNGs have `scale` times as many. */
export const sizes = {
  width: 900,
  /** Lines of text around the panels. Whether plotting areas can be wider is told from the width of all, which text must not decide. */
  text: 740,
  padding: 14,
  scale: 2,
  title: 17,
  subtitle: 12,
  panelTitle: 12.5,
  label: 11,
  note: 10.5,
} as const;

export const colours = {
  text: '#1f2328',
  muted: '#59636e',
  rule: '#8c959f',
  grid: '#e4e7eb',
  blank: '#f1f3f5',
} as const;

/** Text that explains a panel. */
export const noteText = { fontSize: sizes.note, color: colours.muted } as const;

/** Text that is a value. */
export const valueText = { fontSize: sizes.label, color: colours.text } as const;

/** The mark of a mean. */
export const meanMark = {
  type: 'point',
  filled: true,
  fillOpacity: 1,
  opacity: 1,
  stroke: 'white',
  strokeWidth: 0.7,
  clip: true,
} as const;

/** Verdana has DejaVu's widths and is there where a browser opens an SVG without DejaVu. */
const font = 'DejaVu Sans, Verdana, sans-serif';

/** A colour mixed with white, opaque so that grid lines do not show through. */
export function tint(colour: string, share: number): string {
  const channels = [1, 3, 5].map((at) => 255 - share * (255 - parseInt(colour.slice(at, at + 2), 16)));
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** How all figures look. */
export const config: Config = {
  background: 'white',
  padding: sizes.padding,
  font,
  view: { stroke: null },
  concat: { spacing: 18 },
  title: {
    anchor: 'start',
    color: colours.text,
    fontSize: sizes.title,
    fontWeight: 'bold',
    subtitleColor: colours.muted,
    subtitleFontSize: sizes.subtitle,
    subtitleLineHeight: sizes.subtitle + 4,
    subtitlePadding: 6,
    offset: 12,
  },
  axis: {
    domainColor: colours.rule,
    gridColor: colours.grid,
    labelColor: colours.text,
    labelFlush: false,
    labelFontSize: sizes.label,
    labelLimit: 0,
    labelOverlap: true,
    labelSeparation: 4,
    tickColor: colours.rule,
    tickSize: 4,
    titleColor: colours.muted,
    titleFontSize: sizes.label,
    titleFontWeight: 'normal',
    titlePadding: 7,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    columnPadding: 18,
    rowPadding: 5,
    labelColor: colours.text,
    labelFontSize: sizes.label,
    labelLimit: 0,
    labelOffset: 6,
    offset: 12,
    symbolSize: 70,
    symbolStrokeWidth: 1.6,
    titleColor: colours.muted,
    titleFontSize: sizes.label,
    titleFontWeight: 'normal',
    titleLimit: 0,
  },
};
