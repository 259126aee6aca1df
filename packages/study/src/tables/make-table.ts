import type { ExperimentFile } from '../results/experiment-file.ts';
import { collectCells, type Cell } from './collect-cells.ts';
import { groupCsv, groupRows, groupTables } from './group-tables.ts';
import { findOneClass, type OneClass, oneClassNote } from './one-class.ts';
import { summariseAverages, summariseTasks, type AverageSummary, type TaskSummary } from './summarise.ts';
import { toCsv } from './to-csv.ts';
import { toMarkdown } from './to-markdown.ts';
import { lossCsv, lossRows, trainingTable } from './training-tables.ts';

/** An experiment's results in all the forms that are written. */
export interface ResultsTable {
  readonly cells: readonly Cell[];
  readonly summaries: readonly TaskSummary[];
  readonly averages: readonly AverageSummary[];
  /** Classifiers that predict one class only. */
  readonly oneClass: readonly OneClass[];
  readonly markdown: string;
  readonly csv: string;
  /** Further tables in CSV by the names of their files: scores of groups and losses, where results have any. */
  readonly further: ReadonlyMap<string, string>;
}

/** Makes the table of an experiment from the results in a folder. */
export function makeTable(experiment: ExperimentFile, folder: string): ResultsTable {
  const cells = collectCells(experiment, folder);
  const summaries = summariseTasks(cells);
  const averages = summariseAverages(cells);
  const groups = groupRows(cells);
  const losses = lossRows(cells);
  const training = trainingTable(cells);
  const oneClass = findOneClass(cells);
  const sections = [
    toMarkdown(experiment.spec, { summaries, averages }),
    ...groupTables(groups),
    ...(training === '' ? [] : [training]),
    ...(oneClass.length === 0 ? [] : [oneClassNote(oneClass)]),
  ];
  return {
    cells,
    summaries,
    averages,
    oneClass,
    markdown: sections.join('\n'),
    csv: toCsv(summaries),
    further: new Map([
      ...(groups.length > 0 ? [['groups.csv', groupCsv(groups)] as const] : []),
      ...(losses.length > 0 ? [['losses.csv', lossCsv(losses)] as const] : []),
    ]),
  };
}
