/** Columns of figures' data in print, where the name alone doesn't say it. */
const titles: Readonly<Record<string, string>> = {
  layers: 'N',
  adjustedP: 'p (Holm)',
  trainableParameters: 'trainable parameters',
  low: 'mean − deviation',
  high: 'mean + deviation',
  lower: 'interval from',
  upper: 'interval to',
  isCut: 'cut off',
  isSelected: 'selected',
  isUndecided: 'undecided',
  percent: '% of all layers',
  share: 'share of seeds',
};

/** Columns that only say where marks stand. */
const places: ReadonlySet<string> = new Set([
  'aside',
  'bar',
  'line',
  'barFrom',
  'barTo',
  'mark',
  'word',
  'centre',
  'beside',
  'gap',
]);

/** A column of a figure's data in print; undefined for one that only says where marks stand. */
export function columnTitle(column: string): string | undefined {
  return places.has(column) ? undefined : (titles[column] ?? column);
}
