/** Whether a job waits in Slurm's queue, has its resources, or will not run again by itself. */
export type SlurmPhase = 'waiting' | 'running' | 'ended';

/** A job as Slurm tells of it; a task of an array is one. */
export interface SlurmJob {
  /** `12`, or `12_3` for task 3 of array 12. */
  readonly id: string;
  /** In Slurm's words: `PENDING`, `TIMEOUT`. */
  readonly state: string;
  readonly phase: SlurmPhase;
  /** Why it waits or has ended: `Resources`, `DependencyNeverSatisfied`. */
  readonly reason?: string;
  /** Times that Slurm has put it back into the queue. */
  readonly restarts?: number;
  readonly comment?: string;
}

const ended = new Set([
  ...['BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'LAUNCH_FAILED', 'NODE_FAIL'],
  ...['OUT_OF_MEMORY', 'PREEMPTED', 'RECONFIG_FAIL', 'REVOKED', 'TIMEOUT'],
]);

const waiting = new Set([
  ...['PENDING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD', 'SPECIAL_EXIT'],
]);

/** The phase of a job in a state. A state that is not known counts as running: what may be alive isn't started again. */
export function phaseOf(state: string): SlurmPhase {
  if (ended.has(state)) return 'ended';
  return waiting.has(state) ? 'waiting' : 'running';
}
