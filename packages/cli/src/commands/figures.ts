import { join, resolve } from 'node:path';
import { drawFigures, formatFigures } from '@lamella/study/figures';
import { figureKeeper, keepReport } from '@lamella/study/report';
import { aloneInRun, keepFigures, makeTable, runFolder, runsFolder } from '@lamella/study';
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

/**
 * Draws a spec's figures from results alone: of one's own runs, with the report that shows them, or of the published results if they
 * are asked for.
 */
export async function run(options: FiguresOptions): Promise<number> {
  const find = options.published === true ? findResults : findOwnResults;
  const location = await find(options.spec, options);
  announceOrigin(location);
  const { experiment, folder } = location;
  const output = options.output === undefined ? outputOf(location) : resolve(options.output);
  const isKept = location.origin === 'runs' && options.output === undefined;
  const draw = async (): Promise<Drawn> => {
    const table = makeTable(experiment, folder);
    const shown = figureKeeper();
    const figures = await drawFigures(experiment.spec, table.cells, { output, tell: shown.keep });
    if (!isKept) return { figures, report: undefined };
    await keepFigures(output, figures.files);
    return { figures, report: await keepReport({ experiment, folder, table, figures: shown.figures }) };
  };
  // A run that begins there removes what looks unfinished.
  const { figures, report } = await (isKept ? aloneInRun(folder, draw) : draw());
  if (options.json === true) console.log(JSON.stringify({ ...figures, report: report ?? null }, null, 2));
  else
    console.log([formatFigures(figures), ...(report === undefined ? [] : [`Report: ${report}`])].join('\n'));
  return figures.drawn.length > 0 ? 0 : 1;
}

interface Drawn {
  readonly figures: Awaited<ReturnType<typeof drawFigures>>;
  readonly report: Awaited<ReturnType<typeof keepReport>> | undefined;
}

/** Beside one's own results; what is published is committed, and stays as it is. */
function outputOf({ origin, folder, experiment }: ResultsLocation): string {
  if (origin === 'runs') return join(folder, 'figures');
  return join(runFolder(runsFolder(), experiment.spec.name, experiment.as), 'figures-of-published');
}
