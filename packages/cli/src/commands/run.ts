import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerPool } from '@lamella/runners';
import type { DrawnFigures } from '@lamella/study/figures';
import {
  makeTable,
  type ResultsTable,
  runExperiment,
  runsFolder,
  type RunSummary,
  shareCores,
  writeTable,
} from '@lamella/study';
import type { ExperimentSpec } from '@lamella/spec';
import { readSpecWith, type SpecOptions } from './spec-options.ts';

/** What `lamella run` is asked for. */
export interface RunCommandOptions extends SpecOptions {
  readonly spec: string;
  readonly json?: boolean;
  /** False: don't draw. */
  readonly figures?: boolean;
}

/** The shell's exit code of a program that Ctrl-C ended. */
const interrupted = 130;

/** Runs a spec's trials that are not done, then shows the table and draws the figures. */
export async function run(options: RunCommandOptions): Promise<number> {
  const spec = await readSpecWith(options.spec, options);
  const { workers, threads } = shareCores(spec);
  console.error(`${spec.name}: ${options.spec}, ${workers} worker(s) of ${threads} thread(s)`);
  const summary = await withInterrupt((signal) =>
    runExperiment(spec, {
      runsFolder: runsFolder(),
      pool: startPool(workers, threads),
      workers,
      threads,
      signal,
    }),
  );
  const table = makeTable({ spec, numLayers: summary.numLayers }, summary.folder);
  await writeTable(summary.folder, table);
  const drawn =
    options.figures === false || summary.isCancelled ? undefined : await draw(spec, summary, table);
  if (options.json === true) {
    const { summaries, averages, oneClass } = table;
    console.log(
      JSON.stringify({ ...summary, summaries, averages, oneClass, figures: drawn?.figures ?? null }, null, 2),
    );
  } else {
    console.log([table.markdown, ...(drawn ? [drawn.text] : []), describeEnd(summary)].join('\n'));
  }
  if (summary.isCancelled) return interrupted;
  return summary.failed.length > 0 ? 1 : 0;
}

function startPool(workers: number, threads: number): WorkerPool {
  const launcher = fileURLToPath(new URL('../../bin/lamella.mjs', import.meta.url));
  const env = { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return new WorkerPool({
    command: { file: process.execPath, args: [launcher, 'worker'], env },
    size: workers,
  });
}

/** Gives a signal that Ctrl-C or SIGTERM aborts; a second one ends the process at once. */
async function withInterrupt<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(interrupted);
    console.error('Stopping; the next run goes on from here. (Again: stop at once.)');
    controller.abort();
  };
  // Not `once`: without a listener, the library that runs the workers would end this process.
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await action(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function draw(
  spec: ExperimentSpec,
  { folder }: RunSummary,
  { cells }: ResultsTable,
): Promise<{ readonly figures: DrawnFigures; readonly text: string }> {
  // Only now: what draws takes a while to load.
  const { drawFigures, formatFigures } = await import('@lamella/study/figures');
  const figures = await drawFigures(spec, cells, join(folder, 'figures'));
  return { figures, text: formatFigures(figures) };
}

function describeEnd({ folder, total, reused, failed, isCancelled }: RunSummary): string {
  const parts = [`${total} trials`, `${reused} done before`];
  if (failed.length > 0)
    parts.push(`${failed.length} failed (${failed.join(', ')}); the next run tries them again`);
  if (isCancelled) parts.push('interrupted; the next run goes on');
  return `${parts.join(', ')}\nResults, table.md and table.csv in ${folder}`;
}
