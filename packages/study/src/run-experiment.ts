import { warn } from '@lamella/core';
import { ProgressDisplay, acquireLock, type OutputStream, type WorkerPool } from '@lamella/runners';
import { join } from 'node:path';
import { checkpointFolderOf, dropCheckpoints } from './checkpoints/trial-checkpoints.ts';
import { findInputs, type Inputs } from './inputs/find-inputs.ts';
import { logFolderOf } from './log/attempts.ts';
import type { RunStartLine } from './log/log-lines.ts';
import { RunLog } from './log/run-log.ts';
import { codeNotes } from './run/code-notes.ts';
import { planTrials, type PlannedTrial } from './run/plan-trials.ts';
import { keepParts } from './run/trial-inputs.ts';
import {
  type ExperimentFile,
  importanceFolder,
  runFolder,
  type TypedOverrides,
  writeExperimentFile,
} from './results/experiment-folder.ts';
import { ResultStore } from './results/result-store.ts';
import {
  keptFolder,
  type KeptTrial,
  methodsWithoutWeights,
  rivalsOf,
  settleKept,
} from './kept/settle-kept.ts';
import { findProvenance, type Provenance } from './results/run-record.ts';
import { watchLoad } from './results/watch-load.ts';
import { describeEnd, logEnd } from './run/describe-end.ts';
import { describeProgress } from './run/describe-progress.ts';
import { recordOutcome, type DueTrial } from './run/record-outcome.ts';
import { schedule } from './run/schedule.ts';
import { toExperiment } from './run/to-experiment.ts';
import { defaults, type ExperimentSpec, type Keep, type Narrowing, type ResolvedTrial } from '@lamella/spec';
import { dropTraining, dropWholeWeights } from './trial/training-files.ts';
import type { TrialContext, TrialEvent } from './trial/trial-outcome.ts';

/** The job of a worker. */
export interface TrialJob {
  readonly trial: ResolvedTrial;
  readonly importanceFolder: string;
  /** The trial's own folder, for what outlives its process. */
  readonly trialFolder: string;
  /** The folder of the logs of its training. */
  readonly logFolder: string;
  /** The folder of the checkpoints of its training, and how often they are written. */
  readonly checkpointFolder: string;
  readonly checkpoints: NonNullable<TrialContext['checkpoints']>;
  readonly keeping: NonNullable<TrialContext['keeping']>;
}

export interface RunOptions {
  /** The folder of all runs; this one's is in it, under the spec's name. */
  readonly runsFolder: string;
  /** A name of the run's own, beside other runs of the spec. */
  readonly as?: string;
  /** The overrides of the command line, which are kept with the results. */
  readonly typed?: TypedOverrides;
  /** The parts of the spec that are run. @default all of it */
  readonly parts?: readonly Narrowing[];
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
  /** The experiment that the folder's results belong to, with the parts that were asked for before. */
  readonly experiment: ExperimentFile;
  /** Trials that were asked for. */
  readonly total: number;
  /** Those among them that were done before. */
  readonly reused: number;
  readonly failed: readonly string[];
  readonly isCancelled: boolean;
  /** Trained weights that are on the disk. */
  readonly kept: readonly KeptTrial[];
  /** Methods on tasks of which none are, although they are done. */
  readonly unkept: readonly string[];
}

/** The parts that the trials of a run have in common. */
interface Run {
  readonly keep: Keep;
  readonly checkpoints: TrialJob['checkpoints'];
  /** Drops the weights that are not to be kept, and says which are there: of all trials, or of one that has ended and its rivals. */
  settleKept(ended?: ResolvedTrial): Promise<readonly KeptTrial[]>;
  readonly options: RunOptions;
  readonly store: ResultStore;
  readonly provenance: Provenance;
  readonly display: ProgressDisplay;
  readonly log: RunLog;
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
  const folder = runFolder(options.runsFolder, spec.name, options.as);
  const lock = await acquireLock(join(folder, '.lock'));
  try {
    const inputs = await findInputs(spec, { download: true, ...(options.parts && { parts: options.parts }) });
    const store = new ResultStore(folder);
    const experiment = toExperiment(spec, inputs, { ...options, folder });
    await writeExperimentFile(folder, experiment);
    const planned = planTrials(inputs, store);
    await keepParts(folder, inputs);
    for (const note of codeNotes(planned)) warn(note);
    for (const one of planned) await readyPlace(one, store);
    const due = planned.filter((trial): trial is DueTrial => !trial.isDone && trial.key !== undefined);
    const log = new RunLog(folder, { ...options, name: spec.name, trials: describeTrials(planned, inputs) });
    const { keep = defaults.keep, checkpoints = defaults.checkpoints } = spec;
    const settle: Run['settleKept'] = (ended) =>
      settleKept(store, ended === undefined ? inputs.trials : rivalsOf(ended, inputs.trials), keep);
    const keeping = { keep, checkpoints, settleKept: settle };
    const failed = await runDue(due, { options, store, title: spec.name, inputs, log, ...keeping });
    const isCancelled = options.signal.aborted;
    const kept = await settle();
    return {
      folder,
      experiment,
      total: planned.length,
      reused: planned.length - due.length,
      failed,
      isCancelled,
      kept,
      unkept: keep === 'none' ? [] : methodsWithoutWeights(store, inputs.trials, kept),
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
  await dropCheckpoints(checkpointFolderOf(store.folder, id));
}

/** A trial's own folder: its weights until its result is there, and its answers. */
function folderOf({ folder }: ResultStore, id: string): string {
  return join(folder, 'answers', id);
}

async function runDue(
  due: readonly DueTrial[],
  {
    title,
    inputs,
    ...shared
  }: Pick<Run, 'options' | 'store' | 'log' | 'keep' | 'checkpoints' | 'settleKept'> & {
    title: string;
    inputs: Inputs;
  },
): Promise<string[]> {
  const { workers, threads, signal, pool, stream } = shared.options;
  const trials = due.map(({ trial }) => ({ name: trial.id, cost: costOf(trial, inputs) }));
  const display = new ProgressDisplay({ title, trials, workers, ...(stream && { stream }) });
  const descriptions = new Set(due.map(({ trial }) => inputs.dataOf(trial)?.description));
  for (const description of descriptions) if (description !== undefined) display.write(description);
  const run: Run = {
    ...shared,
    provenance: await findProvenance({ workers, threads }),
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
    run.log.close(signal.aborted);
    await (signal.aborted ? pool.cancel() : pool.close());
  }
}

/** Importance is measured once for all N, ranks and seeds. */
function sharedWork({ trial }: DueTrial): string | undefined {
  const { task, importance, model, data, rows } = trial;
  return importance === null ? undefined : JSON.stringify([task, importance, model, data, rows]);
}

async function runOne(run: Run, due: DueTrial, isMeasured: () => void): Promise<void> {
  const { options, store, provenance, display, log, keep, checkpoints } = run;
  const { id } = due.trial;
  const startedAt = new Date().toISOString();
  const job: TrialJob = {
    trial: due.trial,
    importanceFolder: importanceFolder(options.runsFolder),
    trialFolder: folderOf(store, id),
    logFolder: logFolderOf(store.folder, id),
    checkpointFolder: checkpointFolderOf(store.folder, id),
    checkpoints,
    keeping: { folder: keptFolder(store.folder, id), keep },
  };
  display.start(id);
  log.start(id);
  const endLoad = watchLoad(options.workers * options.threads);
  const outcome = await options.pool.run(job, {
    onEvent: (event) => {
      const told = event as TrialEvent;
      if ('warning' in told) return showWarning(run, told.warning);
      if (told.phase === 'training') isMeasured();
      display.update(id, describeProgress(told));
      log.progress(id, told);
    },
  });
  const { seconds } = outcome;
  const result = recordOutcome(due, outcome, { ...provenance, startedAt, seconds, load: endLoad() });
  if (result === undefined) {
    log.end(id, { status: 'cancelled', seconds });
    return void display.finish(id, { status: 'cancelled' });
  }
  await store.write(result);
  if (result.status === 'done') await dropWeights(job, run);
  log.end(id, { seconds, ...logEnd(result) });
  if (result.status === 'failed') run.failed.push(id);
  display.finish(id, describeEnd(result));
}

function describeTrials(planned: readonly PlannedTrial[], inputs: Inputs): RunStartLine['trials'] {
  return planned.map(({ trial, isDone }) => ({ id: trial.id, cost: costOf(trial, inputs), isDone }));
}

/** Frees the room of weights that were kept for the trial itself alone, or that better ones have come for. */
async function dropWeights(
  { trial, trialFolder, checkpointFolder, keeping }: TrialJob,
  { settleKept }: Run,
): Promise<void> {
  await dropCheckpoints(checkpointFolder);
  if (keeping.keep === 'none') await dropTraining({ folder: trialFolder, adapterFolder: keeping.folder });
  await dropWholeWeights(trialFolder);
  if (keeping.keep === 'best') await settleKept(trial);
}

/** Shows a worker's warning, once per run: many trials read the same files. */
function showWarning({ display, warnings }: Run, warning: string): void {
  if (warnings.has(warning)) return;
  warnings.add(warning);
  display.write(`Warning: ${warning}`);
}

/** Examples that are trained on, as far as they tell how long a trial takes. */
function costOf(trial: ResolvedTrial, { dataOf }: Inputs): number {
  return trial.training.epochs * (dataOf(trial)?.numTrain ?? 1);
}
