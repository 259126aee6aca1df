import { setTimeout as delay } from 'node:timers/promises';
import { UserError, messageOf } from '@lamella/core';
import { ProgressDisplay, type SlurmJob } from '@lamella/runners';
import { placeOf } from '../run/trial-job.ts';
import { findProvenance } from '../results/run-record.ts';
import { costOf } from '../run/cost-of.ts';
import { describeProgress } from '../run/describe-progress.ts';
import type { DueTrial } from '../run/record-outcome.ts';
import type { RunOfTrials, TrialsEnd } from '../run/run-trials.ts';
import { RunFollower } from '../watch/run-follower.ts';
import type { Cluster, ClusterOptions, ClusterRun } from './cluster-run.ts';
import { followTrial, type QueueLook } from './follow-trial.ts';
import { JobBook } from './job-book.ts';
import { submitWanted } from './submit-wanted.ts';

const poll = { least: 1000, most: 15_000 };

/**
 * Runs trials as tasks of a Slurm cluster: submits those that have no task there, and follows them until all have ended. The tasks
 * record results themselves. When this process ends before, they go on; the next one finds them.
 *
 * @throws UserError if another process submits this run's trials, or takes that over, or Slurm takes none of them
 */
export async function runOnSlurm(
  due: readonly DueTrial[],
  shared: RunOfTrials<ClusterOptions>,
  cluster: Cluster,
): Promise<TrialsEnd> {
  const claim = await shared.claims.submitter();
  if ('heldBy' in claim)
    throw new UserError(
      `Expected one process that submits the trials of ${shared.store.folder}, got ${placeOf(claim)} beside this one: watch them with lamella watch.`,
    );
  try {
    return await followJobs(due, shared, { cluster, lost: claim.lost });
  } finally {
    await claim.release();
  }
}

async function followJobs(
  due: readonly DueTrial[],
  shared: RunOfTrials<ClusterOptions>,
  { cluster, lost }: { readonly cluster: Cluster; readonly lost: AbortSignal },
): Promise<TrialsEnd> {
  const { options, title, inputs, log, store } = shared;
  const { signal, stream, threads } = options;
  const trials = due.map(({ trial }) => ({ name: trial.id, cost: costOf(trial, inputs) }));
  const running = new Set<string>();
  const workers = (): number => Math.max(1, running.size);
  const display = new ProgressDisplay({ title, trials, workers, ...(stream && { stream }) });
  const run: ClusterRun = {
    ...{ ...shared, cluster, display, running },
    book: await JobBook.open(store.folder),
    provenance: await findProvenance({ workers: 1, threads }),
    open: new Map(due.map((one) => [one.trial.id, one])),
    overSince: new Map(),
    failed: [],
    cancelled: [],
  };
  try {
    await followUntilEnd(run, AbortSignal.any([signal, lost]));
    if (lost.aborted && !signal.aborted && run.open.size > 0)
      throw new UserError(
        `Expected to be the only process that submits the trials of ${store.folder}, got another one: this one stood still for so long that it was taken for gone. Its tasks go on; watch them with lamella watch.`,
      );
    return { failed: run.failed, elsewhere: [], left: [...run.open.keys(), ...run.cancelled] };
  } finally {
    display.stop();
    log.close(signal.aborted);
  }
}

async function followUntilEnd(run: ClusterRun, signal: AbortSignal): Promise<void> {
  const { least, most } = run.cluster.pollMs ?? poll;
  const follower = new RunFollower(run.store.folder);
  let pauseMs = least;
  let isFirst = true;
  while (!signal.aborted) {
    const before = stateOf(run);
    const queue = await lookAtQueue(run, isFirst);
    if (queue !== undefined) {
      for (const one of [...run.open.values()]) await followTrial(run, one, queue);
      isFirst = false;
      if (run.open.size === 0) return;
      await submitWanted(run);
      await showProgress(run, follower);
    }
    pauseMs = stateOf(run) === before ? Math.min(most, pauseMs * 1.5) : least;
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Text that is another one when something has happened. */
function stateOf({ open, running, book }: ClusterRun): string {
  return [open.size, book.submitted, ...running].join(' ');
}

/** The tasks of this run as Slurm tells of them; undefined if it doesn't answer, which is told. */
async function lookAtQueue(run: ClusterRun, isFirst: boolean): Promise<QueueLook | undefined> {
  const { cluster, book, open, display } = run;
  try {
    const listed = await cluster.slurm.list();
    await adoptJobs(book, listed);
    const jobs = new Map(listed.map((job) => [job.id, job]));
    const tasks = [...open.keys()].flatMap((trial) => book.taskOf(trial) ?? []);
    // Tasks that waited when their array was cancelled are gone from the list, but for the array itself.
    for (const { id, job } of tasks) {
      const array = jobs.get(job.id ?? '');
      if (id !== undefined && array?.phase === 'ended' && !jobs.has(id)) jobs.set(id, { ...array, id });
    }
    const needed = tasks.flatMap(({ job }) =>
      job.needs === undefined ? [] : (book.job(job.needs)?.id ?? []),
    );
    const forgotten = [...tasks.flatMap(({ id }) => id ?? []), ...new Set(needed)].filter(
      (id) => !jobs.has(id),
    );
    const recalled = forgotten.length === 0 ? [] : await cluster.slurm.recall(forgotten);
    for (const job of recalled) jobs.set(job.id, job);
    return { jobs, isFirst, time: performance.now() };
  } catch (error) {
    if (isFirst || !(error instanceof UserError)) throw error;
    display.write(`${messageOf(error)} Asking again; trials go on meanwhile.`);
    return undefined;
  }
}

/** Gives jobs their ids that were submitted when there was no time to write them down, and forgets those that were not. */
async function adoptJobs(book: JobBook, listed: readonly SlurmJob[]): Promise<void> {
  for (const job of book.jobs.filter(({ id }) => id === null)) {
    const found = listed.find(({ comment }) => comment === job.comment);
    const [id] = found?.id.split('_') ?? [];
    await (id === undefined ? book.drop(job.name) : book.put({ ...job, id }));
  }
}

async function showProgress({ display, running }: ClusterRun, follower: RunFollower): Promise<void> {
  if (running.size === 0) return;
  // Without logs, which could not be written, there is no more to show.
  const watched = await follower.read().catch(() => undefined);
  for (const { id, phase, training } of watched?.trials ?? []) {
    if (!running.has(id) || phase === undefined) continue;
    const { step, steps, epoch, losses } = training ?? {};
    const loss = losses?.at(-1);
    display.update(
      id,
      describeProgress({
        ...phase,
        ...(phase.phase === 'training' && step !== undefined && { step }),
        ...(phase.phase === 'training' && steps !== undefined && { steps }),
        ...(epoch !== undefined && { epoch }),
        ...(loss !== undefined && { loss }),
      }),
    );
  }
}
