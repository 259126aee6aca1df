import type { JobError } from './job-outcome.ts';

/** A message from the pool to a worker. */
export interface JobMessage {
  readonly type: 'job';
  readonly id: number;
  readonly job: unknown;
}

/** A message from a worker to the pool: any number of events, then how the job ended. */
export type WorkerMessage =
  | { readonly type: 'event'; readonly id: number; readonly event: unknown }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: JobError }
  /** It was asked to end; see `JobCancelled`. */
  | { readonly type: 'cancelled'; readonly id: number; readonly error: JobError };

/** Whether a message is about this job. Programs can send anything: what is not of the protocol is not read. */
export function isAbout(id: number, message: unknown): message is WorkerMessage {
  if (typeof message !== 'object' || message === null || !('type' in message) || !('id' in message))
    return false;
  if (message.id !== id) return false;
  if (message.type === 'failed' || message.type === 'cancelled') return 'error' in message;
  return message.type === 'event' || message.type === 'done';
}

export function isJobMessage(message: unknown): message is JobMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'job';
}

/** Describes whatever was thrown. */
export function describeError(error: unknown): JobError {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error) };
}
