import { dirname, join, relative } from 'node:path';
import { drawFigure, type Figure, type FigureRows, saveFigure, type SkippedFigure } from '@lamella/plots';
import { dataTitle } from '../inputs/labels.ts';
import { type ExperimentSpec, figureNames, slugOf, type SweepFigureName } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { comparisonsOf } from '../tables/family-of.ts';
import { differenceRows } from './difference-rows.ts';
import { toFigureRows } from './figure-rows.ts';
import { groupBySetting } from './setting-groups.ts';
import type { DrawnFigures } from './format-figures.ts';

/** A figure of an experiment, drawn or not, with its place in the folder of figures. */
export interface PlacedFigure {
  /** Its name, after the folder of its setting where there are several. */
  readonly place: string;
  readonly figure: Figure | SkippedFigure;
}

/**
 * Draws a spec's figures (all of them if it names none) from results alone, as Vega-Lite, SVG and PNG. A figure
 * whose rows are not there is skipped, with the reason.
 *
 * @param output the folder that they are written to
 * @param tell is given each figure when it is drawn
 */
export async function drawFigures(
  spec: ExperimentSpec,
  cells: readonly TrialCell[],
  { output, tell }: { readonly output: string; readonly tell?: (figure: PlacedFigure) => void },
): Promise<DrawnFigures> {
  const drawn: string[] = [];
  const files: string[] = [];
  const skipped: { name: string; why: string }[] = [];
  for await (const placed of eachFigure(spec, cells)) {
    const { place, figure } = placed;
    tell?.(placed);
    if ('skipped' in figure) skipped.push({ name: place, why: figure.skipped });
    else {
      const paths = await saveFigure(figure, join(output, dirname(place)), figure.name);
      files.push(...paths.map((path) => relative(output, path)));
      drawn.push(place);
    }
  }
  return { folder: output, drawn, files, skipped };
}

/** Draws a spec's figures one after another: those of many settings would not all fit into memory. */
export async function* eachFigure(
  spec: ExperimentSpec,
  cells: readonly TrialCell[],
): AsyncGenerator<PlacedFigure> {
  const caption = describeData(spec, cells);
  for (const { name, folder, rows, words } of listFigures(spec, cells)) {
    const figure = await drawFigure(name, rows, { caption: words === '' ? caption : `${words}. ${caption}` });
    yield { place: join(folder, name), figure };
  }
}

/** The figure that compares models and swept settings; the others are drawn of each by itself, in folders. */
const overview = 'score-by-setting';

interface ListedFigure {
  readonly name: SweepFigureName;
  /** In the folder of figures. */
  readonly folder: string;
  readonly rows: FigureRows;
  /** The words before the caption. */
  readonly words: string;
}

function listFigures(spec: ExperimentSpec, cells: readonly TrialCell[]): ListedFigure[] {
  const names = spec.figures ?? figureNames;
  const groups = groupBySetting(cells);
  const family = names.some((name) => name.endsWith('differences')) ? comparisonsOf(spec, cells) : undefined;
  if (groups.length < 2) {
    const rows = { ...toFigureRows(cells), differences: differenceRows(family) };
    return names.map((name) => ({ name, folder: '', rows, words: '' }));
  }
  const ofGroups = groups.map((group) => {
    const differences = differenceRows(family, group.has);
    return { ...group, rows: { ...toFigureRows(group.cells), differences } };
  });
  const scores = ofGroups.flatMap(({ rows, settings }) => rows.scores.map((row) => ({ ...row, settings })));
  return [
    ...names
      .filter((name) => name === overview)
      .map((name) => ({ name, folder: '', rows: { scores, importance: [] }, words: '' })),
    ...ofGroups.flatMap(({ label, rows }) =>
      names
        .filter((name) => name !== overview)
        .map((name) => ({ name, folder: slugOf(label), rows, words: label })),
    ),
  ];
}

/** The caption of all figures: what the data is, and whether trials are missing. */
export function describeData({ data }: ExperimentSpec, cells: readonly TrialCell[]): string {
  const done = cells.filter(({ state }) => state === 'done').length;
  const gaps =
    done === cells.length ? '' : ` ${cells.length - done} of ${cells.length} trials are not in it.`;
  return `Data: ${dataTitle(data)}.${gaps}`;
}
