import { join } from 'node:path';
import { writeFileAtomically } from '@lamella/files';
import {
  summariseAverages,
  summariseTasks,
  type AverageSummary,
  type TaskSummary,
} from '@lamella/metrics/scores';
import type { ComparedFamily } from './compare-arms.ts';
import { comparisonTables } from './comparison-table.ts';
import type { ExperimentFile } from '../results/experiment-folder.ts';
import type { ResultStore } from '../results/result-store.ts';
import { equalTimeNote, learningRateNote } from './chosen.ts';
import { drawRows, drawTable, splitDraws } from './draws.ts';
import { earlyStopNote } from './early-stops.ts';
import { codeNote } from './code-versions.ts';
import { collectCells, type TrialCell } from './collect-cells.ts';
import { familyOf } from './family-of.ts';
import { toCsv } from './formats.ts';
import { groupTables } from './group-tables.ts';
import { findOneClass, type OneClass, oneClassNote } from './one-class.ts';
import { otherScoreRows, otherScoreTables } from './other-scores.ts';
import { groupRows, lossRows, sweepRows } from './rows.ts';
import { sweptColumns } from './swept-columns.ts';
import { dataNote, testRows, testTable } from './test-table.ts';
import { describePartial, partialSection } from './partial.ts';
import { toMarkdown } from './to-markdown.ts';
import { trainingTable } from './training-table.ts';
import { undecidedNote } from './undecided.ts';

/** An experiment's results in all the forms that are written. */
export interface ResultsTable {
  readonly cells: readonly TrialCell[];
  readonly summaries: readonly TaskSummary[];
  readonly averages: readonly AverageSummary[];
  /** Classifiers that predict one class only. */
  readonly oneClass: readonly OneClass[];
  /** Verdicts, of specs that ask for them. */
  readonly compared?: ComparedFamily;
  readonly markdown: string;
  readonly csv: string;
  /** Further tables in CSV by the names of their files: scores of groups and of test rows, and losses, where results have any. */
  readonly further: ReadonlyMap<string, string>;
}

/** The columns of CSV files, whose scores are not multiplied by 100. */
const columns = {
  summaries: [
    'task',
    'metric',
    'method',
    'title',
    'layers',
    'rank',
    'mean',
    'deviation',
    'scored',
    'seeds',
    'failed',
    'missing',
    'outdated',
    'undefined',
    'trainable',
    'secondsPerStep',
    'peakMemoryMib',
  ],
  groups: ['method', 'methodTitle', 'layers', 'rank', 'seed', 'benchmark', 'by', 'group', 'count', 'score'],
  others: ['method', 'methodTitle', 'layers', 'rank', 'seed', 'benchmark', 'metric', 'score'],
  tests: ['task', 'metric', 'method', 'methodTitle', 'layers', 'rank', 'seed', 'score'],
  losses: ['method', 'methodTitle', 'layers', 'rank', 'task', 'seed', 'step', 'loss'],
  draws: ['task', 'metric', 'method', 'methodTitle', 'layers', 'rank', 'seed', 'score'],
} as const;

/** Makes the table of an experiment from the results in a folder, or of a store of it. */
export function makeTable(experiment: ExperimentFile, results: string | ResultStore): ResultsTable {
  const cells = collectCells(experiment, results);
  const { arms, draws } = splitDraws(cells);
  const rows = sweepRows(arms);
  const drawn = drawRows(draws);
  const summaries = summariseTasks(rows);
  const averages = summariseAverages(rows);
  const groups = groupRows(cells);
  const labels = sweptColumns(summaries).map(({ head }) => head);
  const losses = lossRows(cells);
  const tests = testRows(cells);
  const others = otherScoreRows(cells);
  const oneClass = findOneClass(cells);
  const compared = experiment.spec.compare && familyOf(experiment, cells);
  const partial = experiment.partial === true ? describePartial(cells) : undefined;
  const sections = [
    toMarkdown(experiment, { summaries, averages, partial }),
    ...[partialSection(partial), drawTable(drawn, summaries)].filter((section) => section !== ''),
    ...(compared === undefined ? [] : comparisonTables(compared)),
    ...[dataNote(cells), testTable(tests)].filter((section) => section !== ''),
    ...otherScoreTables(others),
    ...groupTables(groups),
    ...[trainingTable(cells)].filter((section) => section !== ''),
    ...(oneClass.length === 0 ? [] : [oneClassNote(oneClass)]),
    ...[
      ...[learningRateNote(cells, summaries), equalTimeNote(cells)],
      ...[earlyStopNote(cells), undecidedNote(cells), codeNote(cells)],
    ].filter((note) => note !== ''),
  ];
  return {
    cells,
    summaries,
    averages,
    oneClass,
    ...(compared && { compared }),
    markdown: sections.join('\n'),
    csv: toCsv(summaries, [...columns.summaries, ...labels, ...baselineColumns(summaries)]),
    further: furtherTables({ groups, others, tests, draws: drawn, losses }, labels),
  };
}

/** The names of the files of further tables. */
const files = {
  groups: 'groups.csv',
  others: 'scores.csv',
  tests: 'test.csv',
  draws: 'draws.csv',
  losses: 'losses.csv',
} as const;

/** Further tables in CSV by the names of their files, of those that have rows. */
function furtherTables(
  tables: Readonly<Record<keyof typeof files, readonly object[]>>,
  labels: readonly string[],
): ReadonlyMap<string, string> {
  const names = Object.keys(files) as (keyof typeof files)[];
  return new Map(
    names
      .filter((name) => tables[name].length > 0)
      .map((name) => [files[name], toCsv(tables[name], [...columns[name], ...labels] as never)]),
  );
}

/** Columns of results that say what answers without a look at the examples score; without them a table is as it always was. */
function baselineColumns(summaries: readonly TaskSummary[]): ('baseline' | 'baselineOf')[] {
  return summaries.some(({ baseline }) => baseline !== undefined) ? ['baseline', 'baselineOf'] : [];
}

/** Writes an experiment's tables into a folder: `table.md`, `table.csv` and those that its results have beyond. */
export async function writeTable(
  folder: string,
  { markdown, csv, further }: Pick<ResultsTable, 'markdown' | 'csv' | 'further'>,
): Promise<void> {
  const files = new Map([['table.md', markdown], ['table.csv', csv], ...further]);
  for (const [name, content] of files) await writeFileAtomically(join(folder, name), content);
}
