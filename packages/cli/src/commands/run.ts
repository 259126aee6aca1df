import { join } from 'node:path';
import { slurm } from '@lamella/runners';
import type { DrawnFigures } from '@lamella/study/figures';
import {
  aloneInRun,
  acceptOtherCode,
  cancelJobs,
  describeTyped,
  experimentBefore,
  familyOf,
  keepFigures,
  makeTable,
  readExperimentFile,
  type ResultsTable,
  runExperiment,
  runFolder,
  runsFolder,
  type RunSummary,
  type TypedOverrides,
  verdictSummary,
  writeTable,
} from '@lamella/study';
import { type ExperimentSpec, readSpecFiles } from '@lamella/spec';
import { openEngine } from '../run/open-engine.ts';
import { interrupted, withInterrupt } from '../run/with-interrupt.ts';
import { describeKept } from './describe-kept.ts';
import {
  type AskedSpec,
  checkRunName,
  readAsked,
  type SpecOptions,
  withPlaces,
  withTyped,
} from './spec-options.ts';

/** Options of `lamella run`. */
export interface RunCommandOptions extends SpecOptions {
  readonly spec: string;
  readonly json?: boolean;
  /** True: results of other code count as done for the present one; false: no longer. */
  readonly acceptCode?: boolean;
  /** False: don't draw. */
  readonly figures?: boolean;
  /** Only take the run's jobs out of a cluster's queue. */
  readonly cancel?: boolean;
}

/** Runs a spec's trials that are not done, then shows the table and draws the figures. */
export async function run(options: RunCommandOptions): Promise<number> {
  const { spec, typed, parts } = await readRun(options);
  if (options.cancel === true) return cancel(spec, options);
  if (options.acceptCode !== undefined)
    await acceptOtherCode(runFolder(runsFolder(), spec.name, options.as), options.acceptCode);
  const { engine, workers, threads, where, farewell } = await openEngine(spec);
  announceStart(options, { name: spec.name, typed, where });
  const summary = await withInterrupt(
    (signal) =>
      withPlaces(options.spec, options, async () =>
        runExperiment(spec, {
          runsFolder: runsFolder(),
          ...(options.as !== undefined && { as: options.as }),
          ...{ typed, parts, workers, threads, signal },
          written: (await readSpecFiles(options.spec)).map(({ file, text }) => ({ name: file, text })),
          ...engine,
        }),
      ),
    farewell,
  );
  // Another process that shared the trials may end at the same time.
  const { table, drawn } = await aloneInRun(summary.folder, () => tellResults(spec, summary, options));
  if (options.json === true) {
    const { summaries, averages, oneClass, compared } = table;
    const { store: _, ...ended } = summary;
    console.log(
      JSON.stringify(
        {
          ...{ ...ended, summaries, averages, oneClass, compared },
          ...{ figures: drawn?.figures ?? null, report: drawn?.report ?? null },
        },
        null,
        2,
      ),
    );
  } else {
    console.log([describeResults(summary, table, drawn), ...finalLines(summary, table, drawn)].join('\n'));
  }
  if (summary.isCancelled) return interrupted;
  return summary.failed.length > 0 || summary.left.length > 0 ? 1 : 0;
}

/** Writes the tables and draws the figures. */
async function tellResults(
  spec: ExperimentSpec,
  summary: RunSummary,
  options: RunCommandOptions,
): Promise<{ readonly table: ResultsTable; readonly drawn: Awaited<ReturnType<typeof draw>> | undefined }> {
  const { folder } = summary;
  const table = makeTable(summary.experiment, summary.store);
  await writeTable(folder, table);
  const isDrawn = options.figures !== false && !summary.isCancelled;
  const drawn = isDrawn ? await draw(spec, summary, table) : undefined;
  if (!isDrawn && summary.reused < summary.total) await removeDrawn(folder);
  return { table, drawn };
}

/** Reads what to run. A run with a name of its own goes on with the overrides and the parts that it was started with. */
async function readRun(
  options: RunCommandOptions,
): Promise<Pick<AskedSpec, 'spec' | 'typed'> & { readonly parts: readonly AskedSpec['part'][] }> {
  checkRunName(options.as);
  const { part, ...asked } = await readAsked(options.spec, options);
  const isSilent = Object.keys({ ...part, ...asked.typed }).length === 0;
  const goesOn = options.as !== undefined && isSilent;
  const before = goesOn
    ? readExperimentFile(runFolder(runsFolder(), asked.spec.name, options.as))
    : undefined;
  if (before === undefined) return { ...asked, parts: [part] };
  const { spec, typed } = await readAsked(options.spec, withTyped(before.typed ?? {}, options));
  return { spec, typed, parts: before.parts ?? [{}] };
}

/** Says on standard error what is run, and what of the folder's last run changes. */
function announceStart(
  { spec: file, as }: RunCommandOptions,
  { name, typed, where }: { readonly name: string; readonly typed: TypedOverrides; readonly where: string },
): void {
  const overrides = describeTyped(typed);
  const what = [file, ...(as === undefined ? [] : [`--as ${as}`]), ...overrides].join(' ');
  console.error(`${name}: ${what}, ${where}`);
  const before = experimentBefore(runFolder(runsFolder(), name, as));
  const former = describeTyped(before?.typed ?? {});
  if (before === undefined || former.join(' ') === overrides.join(' ')) return;
  console.error(
    `The last run here was ${former.length === 0 ? 'the spec as it is written' : `with ${former.join(' ')}`}. Its results are kept and come back with it; --as NAME keeps both beside each other.`,
  );
}

/** Takes the run's jobs out of a cluster's queue. */
async function cancel({ name }: ExperimentSpec, { as }: RunCommandOptions): Promise<number> {
  const ids = await cancelJobs(runFolder(runsFolder(), name, as), slurm);
  console.log(ids.length === 0 ? 'No jobs of this run are in the queue' : `Cancelled jobs ${ids.join(', ')}`);
  return 0;
}

interface Drawn {
  readonly figures: DrawnFigures;
  /** The path of the report; absent if it could not be written. */
  readonly report: string | undefined;
  readonly text: string;
}

/** Draws the figures, and writes the report that shows them. */
async function draw(
  spec: ExperimentSpec,
  { folder, experiment }: RunSummary,
  table: ResultsTable,
): Promise<Drawn> {
  // Only now: what draws takes a while to load.
  const { drawFigures, formatFigures } = await import('@lamella/study/figures');
  const { figureKeeper, keepReport } = await import('@lamella/study/report');
  const shown = figureKeeper();
  const figures = await drawFigures(spec, table.cells, { output: join(folder, 'figures'), tell: shown.keep });
  await keepFigures(figures.folder, figures.files);
  const report = await keepReport({ experiment, folder, table, figures: shown.figures });
  return { figures, report, text: formatFigures(figures, spec.figures === undefined) };
}

function describeResults(summary: RunSummary, table: ResultsTable, drawn: Drawn | undefined): string {
  return [table.markdown, ...(drawn ? [drawn.text] : []), describeEnd(summary)].join('\n');
}

/** What a run is for, last on the terminal: the verdicts, as far as the spec or the report asks for them, and the report. */
function finalLines(
  { experiment }: RunSummary,
  { cells, compared }: ResultsTable,
  drawn: Drawn | undefined,
): readonly string[] {
  const report = drawn?.report;
  const family = compared ?? (report === undefined ? undefined : familyOf(experiment, cells));
  const verdicts = family === undefined ? '' : verdictSummary(family);
  const lines = [verdicts, report === undefined ? '' : `Report: ${report}`].filter((line) => line !== '');
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Figures and the report of former results: the present ones are others. */
async function removeDrawn(folder: string): Promise<void> {
  const { removeReport } = await import('@lamella/study/report');
  await keepFigures(join(folder, 'figures'), []);
  await removeReport(folder);
}

function describeEnd(summary: RunSummary): string {
  const { folder, total, reused, elsewhere, failed, left, isCancelled, kept, unkept } = summary;
  const parts = [`${total} ${total === 1 ? 'trial' : 'trials'}`, `${reused} done before`];
  if (elsewhere.length > 0) parts.push(`${elsewhere.length} by other processes meanwhile`);
  if (failed.length > 0)
    parts.push(`${failed.length} failed (${failed.join(', ')}); the next run tries them again`);
  if (isCancelled) parts.push('interrupted; the next run goes on');
  else if (left.length > 0) parts.push(`${left.length} stopped (${left.join(', ')}); the next run goes on`);
  return `${parts.join(', ')}\nResults, table.md and table.csv in ${folder}${describeKept(kept, unkept)}`;
}
