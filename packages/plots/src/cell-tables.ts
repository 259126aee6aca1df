import { scoreMetric } from '@lamella/metrics';
import type { ScoreCell } from './cells.ts';
import type { Encoding, Layer, TableRow } from './drawing.ts';
import { methodTitle, type MethodStyle } from './methods.ts';
import { partition, round } from './collections.ts';
import { noteText } from './theme.ts';

/** A table's row for the mean of a cell, with the ends of its bar of ± one standard deviation. */
export function meanRow(cell: ScoreCell, styles: readonly MethodStyle[]): TableRow {
  const { mean, deviation, scores } = cell;
  const ends = { low: round(mean - deviation), high: round(mean + deviation) };
  return { ...settingColumns(cell, styles), mean: round(mean), ...ends, seeds: scores.length };
}

/** A table's rows for the single seeds of a cell. */
export function seedRows(cell: ScoreCell, styles: readonly MethodStyle[]): TableRow[] {
  return cell.scores.map((score) => ({ ...settingColumns(cell, styles), score: round(score) }));
}

function settingColumns(cell: ScoreCell, styles: readonly MethodStyle[]): TableRow {
  const { task, layers, rank, trainableParameters } = cell;
  return { task, method: methodTitle(cell.method, styles), layers, rank, trainableParameters };
}

/** The note under a figure that explains its marks. */
export function seedNote(cells: readonly ScoreCell[], bars: string): string {
  return cells.some((cell) => cell.scores.length > 1)
    ? `Markers are means over seeds, ${bars} ± one standard deviation, dots single seeds.`
    : oneSeedNote;
}

/** The note under a figure of settings with one seed each. */
export const oneSeedNote = 'There is one seed per setting, so that nothing is known of the spread.';

/** Text in a panel's corner for the references that lie beyond it: "↓ Head only 61.2". */
export function edgeNotes(
  outside: readonly ScoreCell[],
  panel: { domain: readonly [number, number]; width: number; height: number; styles: readonly MethodStyle[] },
): Layer[] {
  const [below, above] = partition(outside, ({ mean }) => mean < panel.domain[0]);
  const note = (
    cells: readonly ScoreCell[],
    arrow: string,
    place: { y: number; baseline: 'top' | 'bottom' },
  ): Layer => {
    const names = cells.map(
      ({ method, mean, metric }) =>
        `${arrow} ${methodTitle(method, panel.styles)} ${mean.toFixed(scoreMetric(metric).decimals)}`,
    );
    const mark = {
      type: 'text',
      text: names.join('  '),
      x: panel.width - 4,
      align: 'right',
      ...noteText,
    } as const;
    return { data: { values: [{}] }, mark: { ...mark, ...place } };
  };
  return [
    ...(below.length > 0 ? [note(below, '↓', { y: panel.height - 4, baseline: 'bottom' })] : []),
    ...(above.length > 0 ? [note(above, '↑', { y: 4, baseline: 'top' })] : []),
  ];
}

/** A score that the axis leaves out, in its method's line: "← 61.2". */
export function sideNote(
  { method, mean, metric }: ScoreCell,
  place: { isBelow: boolean; styles: readonly MethodStyle[]; width: number; y: NonNullable<Encoding['y']> },
): Layer {
  const value = mean.toFixed(scoreMetric(metric).decimals);
  const left = { text: `← ${value}`, x: 4, align: 'left' } as const;
  const right = { text: `${value} →`, x: place.width - 4, align: 'right' } as const;
  return {
    data: { values: [{ method: methodTitle(method, place.styles) }] },
    mark: { type: 'text', ...(place.isBelow ? left : right), ...noteText },
    encoding: { y: place.y },
  };
}
