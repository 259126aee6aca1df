import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Slurm, SlurmSilence, writeJobScript } from '@lamella/runners';
import { writeFileAtomically } from '@lamella/files';
import type { SlurmSettings } from '@lamella/spec';

import { type BookedJob, type JobBook, slurmFolder } from './job-book.ts';
import type { PlannedJob } from './plan-jobs.ts';
import { checkpointsFolder } from '../checkpoints/trial-checkpoints.ts';

/** What all jobs of a run have in common. */
export interface Submitter {
  readonly slurm: Slurm;
  readonly book: JobBook;
  readonly runFolder: string;
  readonly settings: SlurmSettings;
  /** The program that works on a run, and its arguments: `node lamella.mjs work RUN`. */
  readonly command: readonly string[];
  /** When the attempt of a trial began whose failure is its present result. */
  failedBefore(trial: string): string | undefined;
}

/** The arguments that a task's trial is named with. */
const asked = { trials: '--trial', importance: '--importance-of' } as const;

/**
 * Submits jobs in their order, which is that of what they wait for. Each is in the book before sbatch is asked.
 *
 * @returns them with their ids
 * @throws UserError with what sbatch says, when it refuses one; those before it stay submitted
 */
export async function submitJobs(
  jobs: readonly PlannedJob[],
  submitter: Submitter,
): Promise<readonly BookedJob[]> {
  const { slurm, book, runFolder } = submitter;
  const folder = slurmFolder(runFolder);
  const submitted: BookedJob[] = [];
  for (const name of ['logs', 'ends']) await mkdir(join(folder, name), { recursive: true });
  for (const job of jobs) {
    const { name, kind, trials, needs } = job;
    const comment = `lamella:${randomUUID()}`;
    const booked: BookedJob = {
      ...{ name, kind, comment, id: null, trials: trials.map((id) => bookedTrial(id, submitter)) },
      ...(needs !== undefined && { needs }),
    };
    const script = join(folder, `${name}.sh`);
    await writeFileAtomically(join(folder, `${name}.txt`), `${trials.join('\n')}\n`);
    await writeFileAtomically(script, scriptOf(job, comment, submitter));
    await book.put(booked);
    const id = await slurm.submit(script, folder).catch(async (error: unknown) => {
      // Without an answer, the comment in the queue tells later whether it was taken.
      if (!(error instanceof SlurmSilence)) await book.drop(name);
      throw error;
    });
    submitted.push({ ...booked, id });
    await book.put({ ...booked, id });
  }
  return submitted;
}

function bookedTrial(id: string, { failedBefore }: Submitter): BookedJob['trials'][number] {
  const before = failedBefore(id);
  return { id, ...(before !== undefined && { failedBefore: before }) };
}

function scriptOf(
  { name, kind, trials, request, concurrency, needs, follows }: PlannedJob,
  comment: string,
  { book, runFolder, settings, command }: Submitter,
): string {
  const idOf = (job: string | undefined): string[] => {
    const id = job === undefined ? undefined : book.job(job)?.id;
    return id === undefined || id === null ? [] : [id];
  };
  return writeJobScript({
    ...{ name: `${basename(runFolder)}-${name}`, comment, request },
    ...(kind === 'trials' && {
      array: { size: trials.length, ...(concurrency !== undefined && { concurrency }) },
    }),
    ...{ needs: idOf(needs), follows: idOf(follows) },
    workingFolder: process.cwd(),
    ...(settings.setup && { setup: settings.setup }),
    command: [...command, '--workers', '1', '--threads', String(request.cpus ?? 1), asked[kind]],
    tasksFile: `${name}.txt`,
    checkpointsFolder: checkpointsFolder(runFolder),
  });
}
