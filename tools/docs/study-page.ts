import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sum } from '@lamella/metrics';
import {
  averageTable,
  comparisonTable,
  makeTable,
  readExperimentFile,
  type ResultsTable,
  verdictSummary,
} from '@lamella/study';
import { formatAgreement, pairScores, parseScores } from '../bench/epochs/agreement.ts';
import { parsePredicted } from '../study/predicted-time.ts';
import { STUDY_PARTS } from '../study/study-parts.ts';
import { findTable, partialNote, type Table, renderTable } from './result-tables.ts';

/** An experiment of the study, and its table where results are published. */
export interface StudyResults {
  readonly name: string;
  /** The folder of its published results. */
  readonly folder: string;
  readonly table?: ResultsTable;
}

/** The experiments of the study with what is published of them. */
export function readStudy(published: string): StudyResults[] {
  return STUDY_PARTS.map(({ spec }) => readResults(`study-${spec}`, published));
}

/** An experiment with what is published of it. */
export function readResults(name: string, published: string): StudyResults {
  const folder = join(published, name);
  const experiment = readExperimentFile(folder);
  return { name, folder, ...(experiment && { table: makeTable(experiment, folder) }) };
}

/** The parts of docs/study.md that follow from results, by the names of their places. */
export function studyPlaces(study: readonly StudyResults[]): Readonly<Record<string, string>> {
  const compared = study.filter((one) => !isOfRates(one));
  const [main] = compared;
  return {
    'study-verdicts': compared.map(renderVerdicts).join('\n\n'),
    'study-figures': main === undefined ? '' : renderFigures(main),
  };
}

/**
 * The parts of docs/study-runs.md that follow from results, by the names of their places.
 *
 * @param kept the files of predicted times, and of the scores of both programs
 */
export function studyRunsPlaces(
  study: readonly StudyResults[],
  kept: { readonly predicted: string; readonly agreement: string },
): Readonly<Record<string, string>> {
  return {
    'study-rates': study.filter(isOfRates).map(renderRates).join('\n\n'),
    'study-agreement': renderAgreement(kept.agreement),
    'study-hours': renderHours(study, kept.predicted),
  };
}

/** Whether an experiment picks learning rates for another one. */
function isOfRates({ name }: StudyResults): boolean {
  return name.endsWith('-rates');
}

/** The scores of Lamella and of PyTorch + PEFT side by side, of a file of them. */
export function renderAgreement(file: string): string {
  if (!existsSync(file)) return notRun('The comparison');
  const kept = parseScores(readFileSync(file, 'utf8'));
  const models = [...new Set(kept.map(({ model }) => model))];
  return models.map((model) => formatAgreement(pairScores(kept, model))).join('\n\n');
}

/** The learning rates that were picked: kinds of arms down, tasks across. */
export function renderRates({ name, table }: StudyResults): string {
  const found = table && findTable(table.markdown, 'learning rates');
  if (table === undefined || found === undefined) return notRun(name);
  const across = pivot(found, { across: 'task', cellOf: (cell) => cell('picked') });
  return [`**${name}**`, renderTable(across), ...partialNote(name, table.markdown)].join('\n\n');
}

/** The comparisons with CKA's layers, tasks and their mean across; how many verdicts there are of each kind in all of both families. */
export function renderVerdicts({ name, table }: StudyResults): string {
  if (table === undefined) return notRun(name);
  const { compared, markdown } = table;
  const counts = compared === undefined ? [] : verdictSummary(compared).split('\n').filter(isCount);
  const [title = `**${name}.**`] = partialNote(`**${name}**`, markdown);
  const heading = [title, ...counts.map((count) => `${count}.`)];
  const all = compared && findTable(comparisonTable(compared), 'comparison');
  if (compared === undefined || all === undefined) return heading.join(' ');
  const averages = findTable(averageTable(compared), 'comparison');
  const rows = [
    ...withCka(all.rows, compared.comparisons),
    ...withCka(averages?.rows ?? [], compared.averages).map((row) => row.with(1, 'mean over tasks')),
  ];
  if (rows.length === 0) return heading.join(' ');
  const cellOf = (cell: (column: string) => string): string => {
    const verdict = cell('verdict');
    const words = verdict.startsWith('undecided') ? verdict.replace(/^undecided ?/, '') : `**${verdict}**`;
    return `${cell('difference')} ${words}`.trim();
  };
  return [heading.join(' '), renderTable(pivot({ ...all, rows }, { across: 'task', cellOf }))].join('\n\n');
}

/** Whether a line of a summary of verdicts counts them; the others tell decided ones. */
function isCount(line: string): boolean {
  return line.startsWith('Verdicts of ');
}

interface ComparedArm {
  readonly method: string;
  readonly layers: number;
}

/**
 * The rows of comparisons with CKA's layers: of its first N all, of others those with all layers and with as many layers by other
 * rules.
 */
function withCka<Row>(
  rows: readonly Row[],
  comparisons: readonly { readonly a: ComparedArm; readonly b: ComparedArm }[],
): Row[] {
  const pairs = comparisons.map(({ a, b }) =>
    a.method === 'cka' ? { cka: a, other: b } : { cka: b, other: a },
  );
  const mainN = pairs.find(({ cka }) => cka.method === 'cka')?.cka.layers;
  return rows.filter((_, i) => {
    const { cka, other } = pairs[i] ?? {};
    if (cka?.method !== 'cka' || other === undefined) return false;
    return cka.layers === mainN || other.method === 'all' || other.layers === cka.layers;
  });
}

/** Of each row the cell of a column by its head. */
type CellOf = (cell: (column: string) => string) => string;

/** A table whose rows that share the first column are one, with the values of another column across. */
function pivot(
  { header, rows }: Table,
  { across, cellOf }: { readonly across: string; readonly cellOf: CellOf },
): Table {
  const columnOf = (row: readonly string[], column: string): string => row[header.indexOf(column)] ?? '';
  const columns = [...new Set(rows.map((row) => columnOf(row, across)))];
  const names = [...new Set(rows.map(([name = '']) => name))];
  return {
    header: [header[0] ?? '', ...columns],
    alignment: ['---', ...columns.map(() => '--:')],
    rows: names.map((name) => [
      name,
      ...columns.map((column) => {
        const row = rows.find((one) => one[0] === name && columnOf(one, across) === column);
        return row === undefined ? '' : cellOf((head) => columnOf(row, head));
      }),
    ]),
  };
}

/** Figures of the page by their names; of two that stand for each other the first that is there. */
const figures = [
  { names: ['mean-differences', 'differences'], words: 'Differences with their intervals and verdicts' },
  { names: ['score-by-draw', 'methods-by-task'], words: 'Scores of the methods beside random layers' },
  { names: ['importance-by-layer'], words: 'Importance by layer' },
] as const;

function renderFigures({ name, folder }: StudyResults): string {
  const images = figures.flatMap(({ names, words }) => {
    const found = names.find((one) => existsSync(join(folder, 'figures', `${one}.svg`)));
    return found === undefined
      ? []
      : [`![${name}: ${words}](../results/published/${name}/figures/${found}.svg)`];
  });
  return images.length === 0 ? notRun(name) : images.join('\n\n');
}

/**
 * How long the trials took that are done, added up and by the clock, beside the time that was predicted for all of them.
 *
 * @param file of predicted times
 */
export function renderHours(study: readonly StudyResults[], file: string): string {
  const predicted = existsSync(file) ? parsePredicted(readFileSync(file, 'utf8')) : [];
  const hours = (seconds: number): string => (seconds / 3600).toFixed(2);
  const rows = study.map(({ name, table }) => {
    const expected = predicted.find(({ experiment }) => experiment === name);
    const cells = [name, expected === undefined ? '' : hours(expected.seconds)];
    if (table === undefined) return [...cells, 'not run yet', '', '', ''];
    const runs = table.cells.flatMap(({ result }) => (result === undefined ? [] : [result.run]));
    return [
      ...cells,
      `${runs.length} of ${table.cells.length}`,
      hours(sum(runs.map(({ seconds }) => seconds))),
      hours(clockSeconds(runs)),
      String(runs.filter(({ load }) => load?.quiet !== true).length),
    ];
  });
  const header = [
    ...['experiment', 'hours predicted', 'trials done', 'hours of trials', 'hours by the clock'],
    'not known to be on a quiet machine',
  ];
  return renderTable({ header, alignment: ['---', ...header.slice(1).map(() => '--:')], rows });
}

/** The seconds in which at least one trial ran. */
function clockSeconds(runs: readonly { readonly startedAt: string; readonly seconds: number }[]): number {
  const spans = runs
    .map(({ startedAt, seconds }) => ({ start: Date.parse(startedAt) / 1000, seconds }))
    .sort((a, b) => a.start - b.start);
  let [total, reached] = [0, -Infinity];
  for (const { start, seconds } of spans) {
    total += Math.max(0, start + seconds - Math.max(start, reached));
    reached = Math.max(reached, start + seconds);
  }
  return total;
}

function notRun(name: string): string {
  return `${name}: not run yet.`;
}
