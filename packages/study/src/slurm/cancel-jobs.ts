import type { Slurm } from '@lamella/runners';
import { JobBook } from './job-book.ts';

/**
 * Takes a run's jobs out of a cluster's queue, and stops those that run: they write a checkpoint, and the next run goes on from there.
 *
 * @returns the ids of jobs that were waiting or running
 */
export async function cancelJobs(runFolder: string, slurm: Slurm): Promise<readonly string[]> {
  const book = await JobBook.open(runFolder);
  const live = (await slurm.list()).filter(({ phase }) => phase !== 'ended');
  const comments = new Set(book.jobs.map(({ comment }) => comment));
  const ids = new Set(book.jobs.map(({ id }) => id));
  const own = live
    .map(({ id, comment }) => ({ id: id.split('_')[0] ?? id, comment }))
    .filter(({ id, comment }) => ids.has(id) || (comment !== undefined && comments.has(comment)));
  const found = [...new Set(own.map(({ id }) => id))];
  if (found.length > 0) await slurm.cancel(found);
  return found;
}
