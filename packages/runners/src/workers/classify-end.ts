import type { JobError, JobStatus } from './job-outcome.ts';
import type { PassedLimit } from './job-watch.ts';

/** Why the pool itself ended a worker. */
export type StopReason = PassedLimit | { readonly kind: 'cancelled' };

/** How a worker's process ended in the middle of a job. */
export interface ProcessEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** Why the process could not be started. */
  readonly startProblem?: string | undefined;
}

/** The circumstances of a worker's end besides its exit code. */
export interface EndCircumstances {
  readonly stopReason: StopReason | undefined;
  readonly log: readonly string[];
  /** Whether the kernel killed a process for want of memory during the job. */
  readonly kernelKilledForMemory: boolean;
}

/** The messages of V8, the C++ library, TensorFlow and CUDA when memory runs out. */
const memoryMessage =
  /JavaScript heap out of memory|Array buffer allocation failed|std::bad_alloc|OOM when allocating|RESOURCE_EXHAUSTED|ResourceExhausted|CUDA_ERROR_OUT_OF_MEMORY/u;

/** Whether a text tells of memory that ran out. */
export function tellsOfMemory(text: string): boolean {
  return memoryMessage.test(text);
}

/** The status and the error of a job whose worker ended. */
export function classifyEnd(
  end: ProcessEnd,
  circumstances: EndCircumstances,
): { status: JobStatus; error: JobError } {
  const [status, message] = findCause(end, circumstances);
  return { status, error: { name: 'WorkerError', message } };
}

function findCause(
  { exitCode, signal, startProblem }: ProcessEnd,
  { stopReason, log, kernelKilledForMemory }: EndCircumstances,
): [JobStatus, string] {
  if (stopReason !== undefined) return [statusOfStop[stopReason.kind], describeStop(stopReason)];
  if (startProblem !== undefined) return ['failed', `The worker could not be started: ${startProblem}`];
  if (signal === 'SIGINT') return ['cancelled', 'The job was interrupted (SIGINT)'];
  const how = signal === undefined ? `exited with code ${exitCode}` : `was ended by ${signal}`;
  if (exitCode !== 0 && tellsOfMemory(log.join('\n')))
    return ['out-of-memory', `The worker ran out of memory and ${how}`];
  if (signal === 'SIGKILL' && kernelKilledForMemory) {
    return ['out-of-memory', 'The system ran out of memory and killed the worker (SIGKILL)'];
  }
  return [signal === undefined ? 'failed' : 'killed', `The worker ${how} before the job was done`];
}

const statusOfStop = {
  time: 'timed-out',
  memory: 'out-of-memory',
  silence: 'timed-out',
  cancelled: 'cancelled',
} as const satisfies Record<StopReason['kind'], JobStatus>;

function describeStop(reason: StopReason): string {
  switch (reason.kind) {
    case 'time':
      return `The job took ${toSeconds(reason.seconds)}, longer than its time limit of ${toSeconds(reason.limitSeconds)}`;
    case 'memory':
      return `The worker used ${toMebibytes(reason.usedBytes)}, more than its memory limit of ${toMebibytes(reason.limitBytes)}`;
    case 'silence':
      return `The worker gave no sign of life for ${toSeconds(reason.seconds)}${reason.isComputing ? ', although it computed' : ''}`;
    case 'cancelled':
      return 'The job was cancelled';
  }
}

function toMebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function toSeconds(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}
