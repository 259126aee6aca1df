import { hashJson, messageOf } from '@lamella/core';
import { awaitedBy } from '@lamella/spec';
import { importanceFolder } from '../results/experiment-folder.ts';
import { hasImportance } from '../results/importance-files.ts';
import type { DueTrial } from '../run/record-outcome.ts';
import { wantedBy } from '../run/claim-importance.ts';
import { failureOf } from '../run/run-trials.ts';
import type { ClusterRun } from './cluster-run.ts';
import type { BookedJob } from './job-book.ts';
import { planJobs, type WantedTrial } from './plan-jobs.ts';
import { requestOf } from './resource-request.ts';
import { submitJobs } from './submit-jobs.ts';

/**
 * Submits the trials that have no task and wait for no other one. Where concurrency is limited, only as many as there is room for beside those that have one.
 * A cluster that takes no more jobs is asked again later, as long as it works on some.
 *
 * @returns whether any were submitted
 * @throws UserError if it refuses although it has none
 */
export async function submitWanted(run: ClusterRun): Promise<boolean> {
  const { book, open, cluster, store, display } = run;
  const untasked = [...open.values()].filter(({ trial }) => book.taskOf(trial.id) === undefined);
  const numLive = open.size - untasked.length;
  // What waits for others is submitted when they have ended.
  const wanted = untasked.filter(({ trial }) => !awaitedBy(trial).some(({ id }) => open.has(id)));
  const { settings, slurm } = cluster;
  const room = settings.concurrency === undefined ? undefined : settings.concurrency - numLive;
  if (wanted.length === 0 || (room !== undefined && room <= 0)) return false;
  const nameOf = importanceNames(run.options.runsFolder);
  const jobs = planJobs(
    wanted.map((due) => toWanted(due, run, nameOf)),
    { concurrency: room, maxArraySize: await slurm.maxArraySize(), numBefore: book.submitted },
  );
  const failures = new Map(wanted.map((due) => [due.trial.id, failureOf(due, store)]));
  try {
    const submitted = await submitJobs(jobs, {
      ...{ slurm, book, settings, runFolder: store.folder },
      command: [...cluster.command, store.folder],
      failedBefore: (id) => failures.get(id),
    });
    display.write(`Submitted ${submitted.map(describeJob).join(', ')}`);
    return true;
  } catch (error) {
    const hasTasks = [...open.keys()].some((id) => book.taskOf(id) !== undefined);
    if (!hasTasks) throw error;
    display.write(`${messageOf(error)} Trying again.`);
    return false;
  }
}

function toWanted(due: DueTrial, run: ClusterRun, nameOf: ReturnType<typeof importanceNames>): WantedTrial {
  const { cluster, inputs } = run;
  const { settings, threads } = cluster;
  const request = requestOf(settings, threads, cluster.costOf(due.trial, inputs));
  return { id: due.trial.id, request, importance: nameOf(due) };
}

/** Names the importance of trials that nobody has measured yet; what trials share is looked up once. */
function importanceNames(runsFolder: string): (due: DueTrial) => string | undefined {
  const folder = importanceFolder(runsFolder);
  const known = new Map<string, boolean>();
  return (due) => {
    const wanted = wantedBy(due);
    if (wanted === undefined) return undefined;
    const name = hashJson(wanted);
    const isThere = known.get(name) ?? hasImportance(folder, wanted);
    known.set(name, isThere);
    return isThere ? undefined : name;
  };
}

function describeJob({ id, kind, trials }: BookedJob): string {
  const count = `${trials.length} trial${trials.length === 1 ? '' : 's'}`;
  return `job ${id} (${kind === 'importance' ? 'importance' : count})`;
}
