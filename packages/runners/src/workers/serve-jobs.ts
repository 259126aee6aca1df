import { JobCancelled } from './job-cancelled.ts';
import { describeError, isJobMessage, type JobMessage, type WorkerMessage } from './messages.ts';

/**
 * Does one job.
 *
 * @param job what was given to `WorkerPool.run`
 * @param report sends an event to the `onEvent` of that call
 * @returns the `value` of the job's outcome
 */
export type JobHandler = (job: unknown, report: (event: unknown) => void) => Promise<unknown>;

/**
 * The worker's side of a `WorkerPool`: does the jobs that come through the channel to the parent, one at a time.
 * Jobs, events and values travel as structured clones, so numbers that JSON doesn't have (NaN) arrive.
 *
 * A handler that throws `JobCancelled` has been asked to end: the process ends then. It also ends when the channel closes, so that
 * no worker outlives its parent. A handler that computes without ever yielding to the event loop doesn't see that; `report` looks
 * for itself, so call it now and then.
 */
export function serveJobs(handler: JobHandler): void {
  if (process.send === undefined)
    throw new Error('Expected a channel to the parent: serveJobs is for workers of a WorkerPool');
  const parent = process.ppid;
  // Ctrl-C in a terminal reaches the workers too, but it is for the parent to say which of them end, and how.
  process.on('SIGINT', () => {});
  process.once('disconnect', () => process.exit());
  process.on('message', (message) => {
    if (isJobMessage(message)) void serveJob(message, handler, parent);
  });
}

async function serveJob({ id, job }: JobMessage, handler: JobHandler, parent: number): Promise<void> {
  const report = (event: unknown): void => {
    if (process.ppid !== parent) process.exit();
    send({ type: 'event', id, event });
  };
  try {
    send({ type: 'done', id, value: await handler(job, report) });
  } catch (error) {
    if (error instanceof JobCancelled)
      return send({ type: 'cancelled', id, error: describeError(error) }, () => process.exit());
    send({ type: 'failed', id, error: describeError(error) });
  }
}

function send(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, sent);
}
