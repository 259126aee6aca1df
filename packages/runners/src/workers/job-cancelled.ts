/**
 * Thrown by the handler of a job that was asked to end and has put away what it goes on from: the job is `cancelled`, which says
 * nothing against it, and its worker ends.
 */
export class JobCancelled extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobCancelled';
  }
}

/**
 * Does something that can be asked to end: meanwhile SIGTERM, which ends the process otherwise, aborts the signal. The body has to give
 * the event loop its turn now and then.
 */
export async function withTermination<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.on('SIGTERM', abort);
  try {
    return await body(controller.signal);
  } finally {
    process.off('SIGTERM', abort);
  }
}
