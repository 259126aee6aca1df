import { ProgressDisplay, acquireLock, type OutputStream, type WorkerPool } from '@lamella/runners';
import { join } from 'node:path';
import { findInputs, type Inputs } from './inputs/find-inputs.ts';
import { checkTargets } from './run/check-targets.ts';
import { planTrials, type PlannedTrial } from './run/plan-trials.ts';
import { writeExperimentFile, importanceFolder } from './results/experiment-folder.ts';
import { ResultStore } from './results/result-store.ts';
import { findProvenance, type Provenance } from './results/run-record.ts';
import { describeProgress } from './run/describe-progress.ts';
import { recordOutcome, type DueTrial } from './run/record-outcome.ts';
import { schedule } from './run/schedule.ts';
import { expandSweep, type ExperimentSpec, type ResolvedTrial } from '@lamella/spec';
import { oneClassSplits } from './tables/one-class.ts';
import { dropWholeWeights } from './trial/training-files.ts';
import type { TrialEvent } from './trial/trial-outcome.ts';

/** What a worker is given to do. */
export interface TrialJob {
  readonly trial: ResolvedTrial;
  readonly importanceFolder: string;
  /** The trial's own folder, for what outlives its process. */
  readonly trialFolder: string;
}

export interface RunOptions {
  /** The folder of all runs; this one's is in it, under the spec's name. */
  readonly runsFolder: string;
  /** Runs a {@link TrialJob} and gives a `TrialOutcome`. It is cancelled or closed in the end. */
  readonly pool: Pick<WorkerPool, 'run' | 'cancel' | 'close'>;
  readonly workers: number;
  /** Threads of a worker, for the record. */
  readonly threads: number;
  /** Aborted by Ctrl-C: running trials are stopped and not recorded. */
  readonly signal: AbortSignal;
  /** Where progress is shown. @default standard error */
  readonly stream?: OutputStream;
}

export interface RunSummary {
  readonly folder: string;
  /** L */
  readonly numLayers: number;
  /** Trials of the spec. */
  readonly total: number;
  /** Those among them that were done before. */
  readonly reused: number;
  readonly failed: readonly string[];
  readonly isCancelled: boolean;
}

/** What the trials of a run have in common. */
interface Run {
  readonly options: RunOptions;
  readonly store: ResultStore;
  readonly provenance: Provenance;
  readonly display: ProgressDisplay;
  readonly failed: string[];
  /** Those that were shown. */
  readonly warnings: Set<string>;
}

/**
 * Runs the trials of a spec that are not done, and records each in a file as it ends. Whatever happens in between,
 * running again goes on from there.
 *
 * @throws UserError if another run works on the same spec, or model or data can't be found
 */
export async function runExperiment(spec: ExperimentSpec, options: RunOptions): Promise<RunSummary> {
  const folder = join(options.runsFolder, spec.name);
  const lock = await acquireLock(join(folder, '.lock'));
  try {
    const inputs = await findInputs(spec, { download: true });
    const { numLayers } = inputs.model;
    const trials = expandSweep(spec, numLayers);
    checkTargets(trials, inputs.model);
    const store = new ResultStore(folder);
    await writeExperimentFile(folder, { spec, numLayers });
    const planned = planTrials(trials, inputs, store);
    for (const one of planned) await readyPlace(one, store);
    const due = planned.filter((trial): trial is DueTrial => !trial.isDone && trial.key !== undefined);
    const failed = await runDue(due, { options, store, title: spec.name, inputs });
    const isCancelled = options.signal.aborted;
    return {
      folder,
      numLayers,
      total: planned.length,
      reused: planned.length - due.length,
      failed,
      isCancelled,
    };
  } finally {
    await lock.release();
  }
}

/** Brings back a result that was superseded, or sets aside one that is damaged. */
async function readyPlace({ trial: { id }, key, isDone }: PlannedTrial, store: ResultStore): Promise<void> {
  if (!isDone || key === undefined) return store.prepare(id);
  await store.restore(id, key);
  await dropWholeWeights(folderOf(store, id));
}

/** A trial's own folder: its weights until its result is there, its adapter and its answers. */
function folderOf({ folder }: ResultStore, id: string): string {
  return join(folder, 'answers', id);
}

async function runDue(
  due: readonly DueTrial[],
  { options, store, title, inputs }: Pick<Run, 'options' | 'store'> & { title: string; inputs: Inputs },
): Promise<string[]> {
  const { workers, threads, signal, pool, stream } = options;
  const trials = due.map(({ trial }) => ({ name: trial.id, cost: costOf(trial, inputs) }));
  const display = new ProgressDisplay({ title, trials, workers, ...(stream && { stream }) });
  const run: Run = {
    options,
    store,
    provenance: await findProvenance(threads),
    display,
    failed: [],
    warnings: new Set(),
  };
  const cancel = (): void => void pool.cancel();
  signal.addEventListener('abort', cancel);
  try {
    await schedule(due, {
      lanes: workers,
      signal,
      sharedWork,
      run: (trial, isMeasured) => runOne(run, trial, isMeasured),
    });
    return run.failed;
  } finally {
    signal.removeEventListener('abort', cancel);
    display.stop();
    await (signal.aborted ? pool.cancel() : pool.close());
  }
}

/** Importance is measured once for all N, ranks and seeds. */
function sharedWork({ trial }: DueTrial): string | undefined {
  return trial.importance === null ? undefined : JSON.stringify([trial.task, trial.importance]);
}

async function runOne(run: Run, due: DueTrial, isMeasured: () => void): Promise<void> {
  const { options, store, provenance, display } = run;
  const { id } = due.trial;
  const startedAt = new Date().toISOString();
  const job: TrialJob = {
    trial: due.trial,
    importanceFolder: importanceFolder(options.runsFolder),
    trialFolder: folderOf(store, id),
  };
  display.start(id);
  const outcome = await options.pool.run(job, {
    onEvent: (event) => {
      const told = event as TrialEvent;
      if ('warning' in told) return showWarning(run, told.warning);
      if (told.phase === 'training') isMeasured();
      display.update(id, describeProgress(told));
    },
  });
  const result = recordOutcome(due, outcome, { ...provenance, startedAt, seconds: outcome.seconds });
  if (result === undefined) return void display.finish(id, { status: 'cancelled' });
  await store.write(result);
  if (result.status === 'done') await dropWholeWeights(job.trialFolder);
  if (result.status === 'failed') {
    run.failed.push(id);
    return void display.finish(id, { status: result.failure.reason, summary: result.failure.message });
  }
  const { name, value } = result.metrics.primary;
  const note = oneClassSplits(result).length > 0 ? ', predicts one class only' : '';
  display.finish(id, { status: 'done', summary: `${name} ${value?.toFixed(3) ?? 'undefined'}${note}` });
}

/** Shows a worker's warning, once per run: many trials read the same files. */
function showWarning({ display, warnings }: Run, warning: string): void {
  if (warnings.has(warning)) return;
  warnings.add(warning);
  display.write(`Warning: ${warning}`);
}

/** Examples that are trained on, as far as they tell how long a trial takes. */
function costOf({ task, training }: ResolvedTrial, { tasks }: Inputs): number {
  return training.epochs * (tasks.get(task)?.numTrain ?? 1);
}
