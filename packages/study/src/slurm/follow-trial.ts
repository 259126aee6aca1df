import type { JobStatus, SlurmJob } from '@lamella/runners';
import { describeEnd } from '../run/describe-end.ts';
import { findNewResult } from '../run/run-trials.ts';
import { recordOutcome, type DueTrial } from '../run/record-outcome.ts';
import type { TrialResult } from '../results/trial-result.ts';
import { trialFolder } from '../run/trial-job.ts';
import { awaitedBy, defaults } from '@lamella/spec';
import type { ClusterRun } from './cluster-run.ts';
import { type BookedTask, slurmFolder } from './job-book.ts';
import { judgeEnd, type Verdict } from './judge-end.ts';
import { checkpointFolderOf } from '../checkpoints/trial-checkpoints.ts';
import { progressMark, readExitCode, readTaskLog, taskLogPath } from './task-files.ts';

/** The queue as it is now. */
export interface QueueLook {
  readonly jobs: ReadonlyMap<string, SlurmJob>;
  /** Whether it is this process's first: what was cancelled before then is submitted again. */
  readonly isFirst: boolean;
  readonly time: number;
}

/** A task that Slurm has given its id. */
type Task = BookedTask & { readonly id: string };

const settleMs = 10_000;

/** Follows a trial's task: shows where it stands, counts its stops, and settles what becomes of a trial whose task is over. */
export async function followTrial(run: ClusterRun, due: DueTrial, look: QueueLook): Promise<void> {
  const task = run.book.taskOf(due.trial.id);
  if (task?.id === undefined) return;
  const known: Task = { ...task, id: task.id };
  const job = look.jobs.get(known.id);
  if (job === undefined || job.phase === 'ended') return followOver(run, due, { ...look, task: known, job });
  if ((job.restarts ?? 0) > countedRestarts(run, due, known))
    if (await isInVain(run, due, { task: known, restarts: job.restarts ?? 0 })) {
      await run.cluster.slurm.cancel([known.id]);
      return fail(run, due, { task: known, ...stuck('requeues', known) });
    }
  if (job.phase === 'running') return showRunning(run, due);
  run.running.delete(due.trial.id);
  run.display.leave(due.trial.id, waitingFor(job));
}

function waitingFor({ reason = 'Priority', restarts = 0 }: SlurmJob): string {
  return `in Slurm's queue${restarts > 0 ? ' again' : ''} (${reason})`;
}

function showRunning({ display, running }: ClusterRun, { trial: { id } }: DueTrial): void {
  if (running.has(id)) return;
  running.add(id);
  display.start(id);
}

/** A task that is over, and all that is known of it. */
interface Over extends QueueLook {
  readonly task: Task;
  readonly job: SlurmJob | undefined;
}

async function followOver(run: ClusterRun, due: DueTrial, over: Over): Promise<void> {
  const { book, store, overSince } = run;
  const { id } = due.trial;
  const { task, time } = over;
  const result = findNewResult(due, store, task.failedBefore);
  if (result !== undefined) return collect(run, result);
  const verdict = judgeEnd({ exitCode: readExitCode(slurmFolder(store.folder), task.id), job: over.job });
  const since = overSince.get(task.id) ?? time;
  overSince.set(task.id, since);
  // What was written on another machine is not seen here at once.
  if (time - since < (run.cluster.settleMs ?? settleMs) && isFinal(verdict)) return;
  overSince.delete(task.id);
  if (verdict.kind === 'starved') return followStarved(run, due, over);
  if (verdict.kind === 'failed') return fail(run, due, { task, ...verdict });
  // This process has cancelled it, but could not record that while the task held its claim.
  if (verdict.kind === 'cancelled' && isStuck(run, id))
    return fail(run, due, { task, ...stuck('requeues', task) });
  if (verdict.kind === 'cancelled') return over.isFirst ? book.settle(id, false) : cancel(run, due);
  return restart(run, due, { task, why: verdict.why });
}

/** Whether a trial does not go on after it. */
function isFinal({ kind }: Verdict): boolean {
  return kind === 'failed' || kind === 'restart';
}

async function restart(
  run: ClusterRun,
  due: DueTrial,
  { task, why }: { readonly task: Task; readonly why: string },
): Promise<void> {
  const { id } = due.trial;
  if (await isInVain(run, due, { task, restarts: countedRestarts(run, due, task) + 1 }))
    return fail(run, due, { task, ...stuck(why, task) });
  run.running.delete(id);
  run.display.leave(id, `submitted again after ${why}`);
  await run.book.settle(id, false);
}

/** The importance that a trial waited for has failed: what became of it becomes of the trial. */
async function followStarved(run: ClusterRun, due: DueTrial, { jobs, isFirst, task }: Over): Promise<void> {
  const { book, store } = run;
  const need = task.job.needs === undefined ? undefined : book.job(task.job.needs);
  const id = need?.id ?? undefined;
  const folder = slurmFolder(store.folder);
  const verdict = judgeEnd({
    exitCode: id === undefined ? undefined : readExitCode(folder, id),
    job: id === undefined ? undefined : jobs.get(id),
  });
  if (verdict.kind === 'cancelled') return isFirst ? book.settle(due.trial.id, false) : cancel(run, due);
  if (verdict.kind !== 'failed' || id === undefined)
    return restart(run, due, { task, why: 'a stop of the importance that it waited for' });
  const message = `The importance that its layers are selected by was not measured. ${verdict.message}`;
  return fail(run, due, { task: { ...task, id }, status: verdict.status, message });
}

/** How often the restarts of a task were counted. */
function countedRestarts({ book }: ClusterRun, { trial: { id } }: DueTrial, task: Task): number {
  const stops = book.stopsOf(id);
  return stops?.task === task.id ? stops.restarts : 0;
}

/** Counts a stop. @returns whether there were too many since the trial got on last */
async function isInVain(
  run: ClusterRun,
  due: DueTrial,
  { task, restarts }: { readonly task: Task; readonly restarts: number },
): Promise<boolean> {
  const { book, store } = run;
  const { id } = due.trial;
  const mark = progressMark([checkpointFolderOf(store.folder, id), trialFolder(store.folder, id)]);
  const before = book.stopsOf(id) ?? { mark: progressMark([]), inVain: 0 };
  const added = restarts - countedRestarts(run, due, task);
  const inVain = before.mark === mark ? before.inVain + added : 0;
  await book.putStops(id, { inVain, mark, task: task.id, restarts });
  return isStuck(run, id);
}

/** Whether a trial was stopped too often since it got on last. */
function isStuck({ book, cluster }: ClusterRun, id: string): boolean {
  return (book.stopsOf(id)?.inVain ?? 0) > (cluster.settings.requeues ?? defaults.slurm.requeues);
}

function stuck(why: string, { job }: Task): { readonly status: JobStatus; readonly message: string } {
  return {
    status: why.includes('time limit') ? 'timed-out' : 'failed',
    message:
      `Stopped more often in a row than slurm.requeues allows, the last time by ${why}, and no further than before` +
      `${job.kind === 'trials' ? ': give it more time between checkpoints, slurm.time or slurm.memory' : ''}.`,
  };
}

async function fail(
  run: ClusterRun,
  due: DueTrial,
  end: { readonly task: Task; readonly status: JobStatus; readonly message: string },
): Promise<void> {
  const { store, provenance, claims } = run;
  const { task, status, message } = end;
  const claim = await claims.trial(due.trial.id);
  // Whoever works on it now says what becomes of it.
  if ('heldBy' in claim) return;
  try {
    const folder = slurmFolder(store.folder);
    const log = readTaskLog(folder, task.id);
    const error = { name: 'SlurmError', message: `${message} Its log: ${taskLogPath(folder, task.id)}` };
    const result = recordOutcome(
      due,
      { status, error, log, seconds: 0 },
      { ...provenance, startedAt: new Date().toISOString(), seconds: 0 },
    );
    if (result === undefined) return;
    await store.write(result);
    await collect(run, result);
  } finally {
    await claim.release();
  }
}

async function collect(run: ClusterRun, result: TrialResult): Promise<void> {
  const { book, failed } = run;
  await book.settle(result.id, true);
  if (result.status === 'failed') failed.push(result.id);
  const { seconds } = result.run;
  showEnd(run, result.id, { ...describeEnd(result), ...(seconds > 0 && { seconds }) });
}

async function cancel(run: ClusterRun, { trial: { id } }: DueTrial): Promise<void> {
  await run.book.settle(id, false);
  run.cancelled.push(id);
  showEnd(run, id, { status: 'cancelled', summary: 'taken out of Slurm: the next run submits it again' });
  // What waits for it has no task that somebody could take out; it may wait for another that does, and be left with that.
  const waiting = [...run.open.values()].filter((due) => awaitedBy(due.trial).some((one) => one.id === id));
  for (const due of waiting) if (run.open.has(due.trial.id)) await cancel(run, due);
}

function showEnd(
  { display, running, open, overSince }: ClusterRun,
  id: string,
  end: ReturnType<typeof describeEnd>,
): void {
  if (running.delete(id)) display.finish(id, end);
  else display.finishElsewhere(id, end);
  open.delete(id);
  overSince.delete(id);
}
