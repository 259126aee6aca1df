import { alignColumns } from '@lamella/planning';
import type { SelectionReport } from './importance-report.ts';

/** Lines of a table whose columns all end at the right: the last of the aligned ones, which begins at the left, is empty. */
export function alignToTheRight(rows: readonly (readonly string[])[]): string[] {
  return alignColumns(rows.map((row) => [...row, ''])).map((line) => line.trimEnd());
}

/** The mark of a layer that is selected or undecided: always two characters, so that numbers stand below one another. */
export function markOf(
  selection: Pick<SelectionReport, 'layers' | 'undecided'> | undefined,
  layer: number,
): string {
  if (selection === undefined) return '';
  const isSelected = selection.layers.includes(layer);
  const isUndecided = selection.undecided?.includes(layer) === true;
  return `${isSelected ? '*' : ' '}${isUndecided ? '?' : ' '}`;
}
