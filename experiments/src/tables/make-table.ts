import type { ExperimentFile } from '../results/experiment-file.ts';
import { collectCells, type Cell } from './collect-cells.ts';
import { summariseAverages, summariseTasks, type AverageSummary, type TaskSummary } from './summarise.ts';
import { toCsv } from './to-csv.ts';
import { toMarkdown } from './to-markdown.ts';

/** An experiment's results in all the forms that are written. */
export interface ResultsTable {
  readonly cells: readonly Cell[];
  readonly summaries: readonly TaskSummary[];
  readonly averages: readonly AverageSummary[];
  readonly markdown: string;
  readonly csv: string;
}

/** Makes the table of an experiment from the results in a folder. */
export function makeTable(experiment: ExperimentFile, folder: string): ResultsTable {
  const cells = collectCells(experiment, folder);
  const summaries = summariseTasks(cells);
  const averages = summariseAverages(cells);
  return {
    cells,
    summaries,
    averages,
    markdown: toMarkdown(experiment.spec, { summaries, averages }),
    csv: toCsv(summaries),
  };
}
