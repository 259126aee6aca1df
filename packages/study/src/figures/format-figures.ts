import { basename } from 'node:path';

/** The figures that were drawn, and those that were skipped. */
export interface DrawnFigures {
  readonly folder: string;
  readonly drawn: readonly string[];
  /** Relative to the folder. */
  readonly files: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The figures that were drawn and those that were not.
 *
 * @param isBrief whether the latter are only named, as where nobody asked for them in particular; else each has its reason
 */
export function formatFigures({ folder, drawn, skipped }: DrawnFigures, isBrief = false): string {
  // Of several models and settings, what is drawn of none of them.
  const known = new Set(drawn.map((place) => basename(place)));
  const names = [...new Set(skipped.map(({ name }) => basename(name)))].filter((name) => !known.has(name));
  const brief =
    names.length === 0 ? [] : [`  not drawn: ${names.join(', ')} (lamella figures says what they need)`];
  return [
    `Figures (SVG, PNG, Vega-Lite) in ${folder}: ${drawn.join(', ') || 'none'}`,
    ...(isBrief ? brief : skipped.map(({ name, why }) => `  not drawn: ${name}, ${why}`)),
  ].join('\n');
}
