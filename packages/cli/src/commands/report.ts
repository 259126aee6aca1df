import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from '@lamella/files';
import {
  aloneInRun,
  findRun,
  makeTable,
  publishedFolder,
  requireExperiment,
  runsFolder,
} from '@lamella/study';
import { eachFigure } from '@lamella/study/figures';
import { figureKeeper, makeReport, reportFile, type ReportedRun } from '@lamella/study/report';
import { readAsked } from './spec-options.ts';

/** Options of `lamella report`. */
export interface ReportOptions {
  /** Names, folders or specs. */
  readonly runs: readonly string[];
  /** The file. */
  readonly output?: string;
  readonly json?: boolean;
}

/**
 * Writes one HTML file of runs, from results alone.
 *
 * @throws UserError (exit code 2) for what is no run
 */
export async function run(options: ReportOptions): Promise<number> {
  const folders = new Set(await Promise.all(options.runs.map(findFolder)));
  const experiments = [...folders].map((folder) => ({ folder, experiment: requireExperiment(folder) }));
  const runs: ReportedRun[] = [];
  for (const one of experiments) runs.push(await readRun(one));
  const file = options.output === undefined ? outputOf(runs) : resolve(options.output);
  const page = makeReport(runs);
  const write = (): Promise<void> => writeFileAtomically(file, page);
  // A run that begins there removes what looks unfinished.
  const beside = runs.find(({ folder }) => folder === dirname(file));
  await (beside === undefined ? write() : aloneInRun(beside.folder, write));
  const bytes = Buffer.byteLength(page);
  if (options.json === true)
    console.log(JSON.stringify({ file, bytes, runs: runs.map(describeRun) }, null, 2));
  else console.log(`Report (${(bytes / 1e6).toFixed(2)} MB): ${file}`);
  return 0;
}

async function findFolder(run: string): Promise<string> {
  const places = { runs: runsFolder(), published: publishedFolder() };
  const isSpec = existsSync(run) && statSync(run).isFile();
  const folder = findRun(isSpec ? (await readAsked(run, {})).spec.name : run, places);
  return resolve(folder);
}

async function readRun({
  folder,
  experiment,
}: Pick<ReportedRun, 'folder' | 'experiment'>): Promise<ReportedRun> {
  const table = makeTable(experiment, folder);
  const { figures, keep } = figureKeeper();
  for await (const figure of eachFigure(experiment.spec, table.cells)) keep(figure);
  return { experiment, folder, table, figures };
}

/** Beside one's own results; what is published is committed, and stays as it is. */
function outputOf(runs: readonly ReportedRun[]): string {
  const [first, ...others] = runs;
  if (first === undefined || others.length > 0) return join(runsFolder(), reportFile);
  const isPublished = dirname(first.folder) === resolve(publishedFolder());
  if (!isPublished) return join(first.folder, reportFile);
  return join(runsFolder(), basename(first.folder), 'report-of-published.html');
}

function describeRun({ experiment: { spec, as }, folder, table: { cells } }: ReportedRun): object {
  const done = cells.filter(({ state }) => state === 'done').length;
  return { name: spec.name, ...(as !== undefined && { as }), folder, trials: cells.length, done };
}
