/** What became of the figures that were asked for. */
export interface DrawnFigures {
  readonly folder: string;
  readonly drawn: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

/** The figures that were drawn and those that were not, with the reasons. */
export function formatFigures({ folder, drawn, skipped }: DrawnFigures): string {
  return [
    `Figures (SVG, PNG, Vega-Lite) in ${folder}: ${drawn.join(', ') || 'none'}`,
    ...skipped.map(({ name, why }) => `  not drawn: ${name}, ${why}`),
  ].join('\n');
}
