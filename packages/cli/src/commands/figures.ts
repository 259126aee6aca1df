import { join, resolve } from 'node:path';
import { drawFigures, formatFigures } from '@lamella/study/figures';
import { collectCells, keepFigures, runFolder, runsFolder } from '@lamella/study';
import {
  announceOrigin,
  findOwnResults,
  findResults,
  type ResultsLocation,
  type ResultsOptions,
} from './results-location.ts';

/** Options of `lamella figures`. */
export interface FiguresOptions extends ResultsOptions {
  readonly spec: string;
  /** The folder that figures are written to. */
  readonly output?: string;
  readonly json?: boolean;
}

/** Draws a spec's figures from results alone: of one's own runs, or of the published results if they are asked for. */
export async function run(options: FiguresOptions): Promise<number> {
  const find = options.published === true ? findResults : findOwnResults;
  const location = await find(options.spec, options);
  announceOrigin(location);
  const { experiment, folder } = location;
  const output = options.output === undefined ? outputOf(location) : resolve(options.output);
  const figures = await drawFigures(experiment.spec, collectCells(experiment, folder), { output });
  if (location.origin === 'runs' && options.output === undefined) await keepFigures(output, figures.files);
  console.log(options.json === true ? JSON.stringify(figures, null, 2) : formatFigures(figures));
  return figures.drawn.length > 0 ? 0 : 1;
}

/** Beside one's own results; what is published is committed, and stays as it is. */
function outputOf({ origin, folder, experiment }: ResultsLocation): string {
  if (origin === 'runs') return join(folder, 'figures');
  return join(runFolder(runsFolder(), experiment.spec.name, experiment.as), 'figures-of-published');
}
