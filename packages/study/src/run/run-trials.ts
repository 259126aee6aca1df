import { tellOnce } from '@lamella/core';
import {
  type HeldClaim,
  ProgressDisplay,
  type Claim,
  type JobOutcome,
  type OutputStream,
  type WorkerPool,
} from '@lamella/runners';
import { awaitedBy, type Keep, type ResolvedTrial } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';
import type { RunLog } from '../log/run-log.ts';
import type { ResultStore } from '../results/result-store.ts';
import type { TrialResult } from '../results/trial-result.ts';
import { findProvenance, type Provenance } from '../results/run-record.ts';
import { dropCheckpoints } from '../checkpoints/trial-checkpoints.ts';
import { watchLoad } from '../results/watch-load.ts';
import { dropTraining, dropWholeWeights } from '../trial/training-files.ts';
import { claimImportance } from './claim-importance.ts';
import { costOf } from './cost-of.ts';
import { describeEnd, logEnd } from './describe-end.ts';
import { describeProgress } from './describe-progress.ts';
import { hearTrial, type TrialListener } from './hear-trial.ts';
import { recordOutcome, type DueTrial } from './record-outcome.ts';
import type { RunClaims } from './run-claims.ts';
import { hasPresentRate, settleTrial, withChosen } from './settle-trial.ts';
import { schedule, type Turn } from './schedule.ts';
import { placeOf, toJob, type TrialJob } from './trial-job.ts';

/** Where and by what trials are run. */
export interface RunningOptions {
  /** The folder of all runs, which share values of importance. */
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

/** The run that trials belong to. */
export interface RunOfTrials<Options = RunningOptions> {
  readonly title: string;
  readonly options: Options;
  readonly inputs: Inputs;
  readonly store: ResultStore;
  readonly claims: RunClaims;
  readonly log: RunLog;
  readonly keep: Keep;
  readonly checkpoints: TrialJob['checkpoints'];
  readonly limits: TrialJob['limits'];
  /** Drops the weights that are not to be kept any longer, now that a trial has ended. */
  settleKept(ended: ResolvedTrial): Promise<unknown>;
}

/** What has become of trials. */
export interface TrialsEnd {
  /** Those that failed, here or in another process. */
  readonly failed: readonly string[];
  /** Those that another process has done meanwhile. */
  readonly elsewhere: readonly string[];
  /** Those that have not ended. */
  readonly left: readonly string[];
}

/** The parts that the trials of a run have in common. */
interface Run extends RunOfTrials {
  readonly provenance: Provenance;
  readonly display: ProgressDisplay;
  readonly failed: string[];
  readonly elsewhere: string[];
  readonly left: Set<string>;
  /** The start of attempts, by trial, that failed before: they are tried again. */
  readonly failedBefore: ReadonlyMap<string, string | undefined>;
}

/**
 * Runs trials, and records each in a file as it ends. Each is claimed first; what another process has claimed is waited for, and
 * taken over should that process be gone.
 */
export async function runTrials(due: readonly DueTrial[], shared: RunOfTrials): Promise<TrialsEnd> {
  const { workers, threads, signal, stream } = shared.options;
  const { inputs, title } = shared;
  const trials = due.map(({ trial }) => ({ name: trial.id, cost: costOf(trial, inputs) }));
  const display = new ProgressDisplay({ title, trials, workers, ...(stream && { stream }) });
  const descriptions = new Set(due.map(({ trial }) => inputs.dataOf(trial)?.description));
  for (const description of descriptions) if (description !== undefined) display.write(description);
  const run: Run = {
    ...shared,
    provenance: await findProvenance({ workers, threads }),
    display,
    failed: [],
    elsewhere: [],
    left: new Set(due.map(({ trial }) => trial.id)),
    failedBefore: new Map(due.map((one) => [one.trial.id, failureOf(one, shared.store)])),
  };
  try {
    await schedule(due, {
      lanes: workers,
      signal,
      sharedWork,
      idOf: ({ trial }) => trial.id,
      after: ({ trial }) => awaitedBy(trial).map(({ id }) => id),
      run: (trial, isMeasured) => claimOne(run, trial, isMeasured),
      pause: () => run.claims.pause(signal),
    });
    return { failed: run.failed, elsewhere: run.elsewhere, left: [...run.left] };
  } finally {
    display.stop();
    run.log.close(signal.aborted);
  }
}

/** Importance is measured once for all N, ranks and seeds. */
function sharedWork({ trial }: DueTrial): string | undefined {
  const { task, importance, model, data, rows } = trial;
  return importance === null ? undefined : JSON.stringify([task, importance, model, data, rows]);
}

/** Runs a trial unless another process does, or has done so meanwhile. */
async function claimOne(run: Run, due: DueTrial, isMeasured: () => void): Promise<Turn> {
  const { id } = due.trial;
  const { claims, options, display } = run;
  const claim = await claims.trial(id);
  if ('heldBy' in claim) return leave(run, id, claim);
  let importance: Claim | undefined;
  try {
    const found = findNewResult(due, run.store, run.failedBefore.get(id));
    if (found !== undefined) {
      if (due.isChosenAgain !== true) run.elsewhere.push(id);
      end(run, found, (shown) => display.finishElsewhere(id, shown));
      return 'ended';
    }
    const measuring = await claimImportance(due, { claims, runsFolder: options.runsFolder });
    if (measuring !== undefined && 'heldBy' in measuring) return leave(run, id, measuring);
    importance = measuring;
    const hear = (): void => {
      void importance?.release().catch(() => undefined);
      isMeasured();
    };
    return await runOne(run, due, { claim, isMeasured: hear });
  } finally {
    await importance?.release();
    await claim.release();
  }
}

/** Another process runs a trial, or measures the importance that it needs: it is tried again later. */
function leave({ display }: Run, id: string, held?: HeldClaim): Turn {
  display.leave(id, placeOf(held));
  return 'elsewhere';
}

/**
 * The result that a trial need not run for: one that another process has written since its latest failure, or its own, trained with
 * the learning rate that its candidates choose now.
 *
 * @param failedBefore when the attempt began that failed
 */
export function findNewResult(
  { trial, inputs, key }: DueTrial,
  store: ResultStore,
  failedBefore: string | undefined,
): TrialResult | undefined {
  const present = store.read(trial.id);
  if (present?.status !== 'done' && present?.status !== 'failed') return undefined;
  if (present.key !== key || present.run.startedAt === failedBefore) return undefined;
  const isPresent =
    present.status === 'failed' || hasPresentRate({ trial, inputs, chosen: present.chosen }, store);
  return isPresent ? present : undefined;
}

/** The start of an attempt whose failure is a trial's result; undefined if there is none. */
export function failureOf({ trial: { id } }: DueTrial, store: ResultStore): string | undefined {
  const present = store.read(id);
  return present?.status === 'failed' ? present.run.startedAt : undefined;
}

/** A claim on a trial, and what hears that its importance is measured. */
interface Claimed {
  readonly claim: Claim;
  isMeasured(): void;
}

async function runOne(run: Run, due: DueTrial, { claim, isMeasured }: Claimed): Promise<Turn> {
  const { options, store, provenance, display, log, keep, checkpoints, limits } = run;
  const { id } = due.trial;
  const startedAt = new Date().toISOString();
  const places = { runsFolder: options.runsFolder, folder: store.folder, keep, checkpoints, limits };
  const settling = settleTrial(due, store, run.failedBefore);
  if (settling.kind === 'waiting') return leaveWaiting(run, id, settling.for);
  const chosen = settling.kind === 'ready' ? settling.chosen : undefined;
  const job = toJob(withChosen(due.trial, chosen), places);
  display.start(id);
  log.start(id);
  const endLoad = watchLoad(options.workers * options.threads);
  const heard = hearTrial(limits, listenTo(run, id, isMeasured));
  const ended =
    settling.kind === 'failed'
      ? failedWithout(settling.message)
      : await options.pool.run(job, { ...heard.options, abandoned: claim.lost });
  const outcome = heard.explain(ended);
  const { seconds } = outcome;
  const result = recordOutcome({ ...due, chosen }, outcome, {
    ...provenance,
    startedAt,
    seconds,
    load: endLoad(),
  });
  const isLost = !(await claim.isHeld());
  if (result === undefined || isLost) {
    log.end(id, { status: 'cancelled', seconds });
    if (isLost) return leave(run, id);
    display.finish(id, { status: 'cancelled' });
    return 'ended';
  }
  await store.write(result);
  if (result.status === 'done') await dropWeights(job, run);
  log.end(id, { seconds, ...logEnd(result) });
  end(run, result, (shown) => display.finish(id, shown));
  return 'ended';
}

/** The trial that it takes something from has not ended: it was stopped, and so is this one left to the next run. */
function leaveWaiting({ display }: Run, id: string, awaited: string): Turn {
  display.finishElsewhere(id, { status: 'cancelled', summary: `waits for ${awaited}` });
  return 'ended';
}

/** The end of a trial that can't run, as those have failed that it takes something from. */
function failedWithout(message: string): JobOutcome {
  return { status: 'failed', error: { name: 'UserError', message }, log: [], seconds: 0 };
}

function listenTo(run: Run, id: string, isMeasured: () => void): TrialListener {
  const { display, log } = run;
  return {
    // Many trials read the same files, and so did this process.
    warning: (message) => tellOnce(message, (line) => display.write(line)),
    progress: (progress) => {
      if (progress.phase === 'training') isMeasured();
      display.update(id, describeProgress(progress));
      log.progress(id, progress);
    },
    alive: () => {
      display.alive(id);
      log.alive(id);
    },
  };
}

/** Notes and shows how a trial has ended. */
function end(
  { failed, left }: Run,
  result: TrialResult,
  show: (end: ReturnType<typeof describeEnd>) => void,
): void {
  left.delete(result.id);
  if (result.status === 'failed') failed.push(result.id);
  show(describeEnd(result));
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
