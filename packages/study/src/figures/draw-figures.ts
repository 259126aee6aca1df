import { drawFigure, saveFigure } from '@lamella/plots';
import { dataLabel } from '../inputs/labels.ts';
import { type ExperimentSpec, figureNames } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { toFigureRows } from './figure-rows.ts';
import type { DrawnFigures } from './format-figures.ts';

/**
 * Draws a spec's figures (all of them if it names none) from results alone, as Vega-Lite, SVG and PNG. A figure
 * whose rows are not there is skipped, with the reason.
 *
 * @param output the folder that they are written to
 */
export async function drawFigures(
  spec: ExperimentSpec,
  cells: readonly TrialCell[],
  output: string,
): Promise<DrawnFigures> {
  const rows = toFigureRows(cells);
  const caption = describeData(spec, cells);
  const drawn: string[] = [];
  const skipped: { name: string; why: string }[] = [];
  for (const name of spec.figures ?? figureNames) {
    const figure = await drawFigure(name, rows, { caption });
    if ('skipped' in figure) skipped.push({ name, why: figure.skipped });
    else {
      await saveFigure(figure, output, name);
      drawn.push(name);
    }
  }
  return { folder: output, drawn, skipped };
}

/** The caption of all figures: what the data is, and whether trials are missing. */
export function describeData({ data }: ExperimentSpec, cells: readonly TrialCell[]): string {
  const done = cells.filter(({ state }) => state === 'done').length;
  const gaps =
    done === cells.length ? '' : ` ${cells.length - done} of ${cells.length} trials are not in it.`;
  return `Data: ${dataLabel(data)}.${gaps}`;
}
