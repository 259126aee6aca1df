import { makeTable } from '@lamella/study';
import { announceOrigin, findResults, type ResultsOptions } from './results-location.ts';

/** Options of `lamella table`. */
export interface TableOptions extends ResultsOptions {
  readonly spec: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** Prints a spec's table from results alone. The exit code is 1 if something is missing or failed. */
export async function run(options: TableOptions): Promise<number> {
  const location = await findResults(options.spec, options);
  announceOrigin(location);
  const { markdown, csv, summaries, averages, oneClass, compared, cells } = makeTable(
    location.experiment,
    location.folder,
  );
  if (options.json === true)
    console.log(JSON.stringify({ summaries, averages, oneClass, compared }, null, 2));
  else console.log((options.csv === true ? csv : markdown).trimEnd());
  return cells.every(({ state }) => state === 'done') ? 0 : 1;
}
