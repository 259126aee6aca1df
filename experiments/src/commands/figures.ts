import { join } from 'node:path';
import { drawFigures } from '../figures/draw-figures.ts';
import { formatFigures } from '../figures/format-figures.ts';
import { collectCells } from '../tables/collect-cells.ts';
import { announceOrigin, findResults } from './results-location.ts';
import type { SpecOptions } from './spec-options.ts';

/** What `lamella figures` is asked for. */
export interface FiguresOptions extends SpecOptions {
  readonly spec: string;
  readonly published?: boolean;
  readonly json?: boolean;
}

/** Draws a spec's figures from results alone, beside the results. */
export async function run(options: FiguresOptions): Promise<number> {
  const location = await findResults(options.spec, options);
  announceOrigin(location);
  const { experiment, folder, importanceFolder } = location;
  const figures = await drawFigures(experiment.spec, collectCells(experiment, folder), {
    importance: importanceFolder,
    output: join(folder, 'figures'),
  });
  console.log(options.json === true ? JSON.stringify(figures, null, 2) : formatFigures(figures));
  return figures.drawn.length > 0 ? 0 : 1;
}
