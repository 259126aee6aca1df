import { stoppedExitCode, type JobStatus, type SlurmJob } from '@lamella/runners';

/** What follows from a task that is over without a result. */
export type Verdict =
  /** It was stopped, or nobody knows: it is submitted again. */
  | { readonly kind: 'restart'; readonly why: string }
  | { readonly kind: 'failed'; readonly status: JobStatus; readonly message: string }
  /** Somebody has taken it out of the queue. */
  | { readonly kind: 'cancelled' }
  /** What it waited for has failed. */
  | { readonly kind: 'starved' };

/** What is known of a task that is over. */
export interface TaskEnd {
  /** The exit code that the task wrote down itself; absent if it was killed. */
  readonly exitCode?: number | undefined;
  /** As far as Slurm still knows it. */
  readonly job?: SlurmJob | undefined;
}

/** The shell's exit codes of programs that a signal ended: USR1, TERM and KILL. */
const signalled = { term: [138, 143], kill: 137 };

const stopped: Readonly<Record<string, string>> = {
  TIMEOUT: 'its time limit',
  DEADLINE: 'its deadline',
  PREEMPTED: 'preemption',
  NODE_FAIL: 'the failure of its node',
  BOOT_FAIL: 'the failure of its node',
  LAUNCH_FAILED: 'the failure of its node',
  RECONFIG_FAIL: 'the failure of its node',
  REVOKED: 'another cluster',
};

/** Judges a task that is over although its trial has no result. */
export function judgeEnd({ exitCode, job }: TaskEnd): Verdict {
  const { state, reason = '' } = job ?? {};
  if (state === 'CANCELLED') return { kind: /^Dependency/.test(reason) ? 'starved' : 'cancelled' };
  if (state === 'OUT_OF_MEMORY') return outOfMemory();
  const why = stopped[state ?? ''];
  if (why !== undefined) return { kind: 'restart', why };
  if (exitCode === stoppedExitCode || signalled.term.includes(exitCode ?? 0))
    return { kind: 'restart', why: 'a signal to stop' };
  if (exitCode === signalled.kill) return killed();
  if (exitCode !== undefined && exitCode !== 0) return failed(`exit code ${exitCode}`);
  if (state === 'FAILED') return failed(reason || state);
  return { kind: 'restart', why: 'an end that nothing is known of' };
}

function failed(how: string): Verdict {
  return {
    kind: 'failed',
    status: 'failed',
    message: `The task on the cluster ended before its trial: ${how}.`,
  };
}

function killed(): Verdict {
  return {
    kind: 'failed',
    status: 'killed',
    message: 'The task on the cluster was killed; for want of memory, maybe: see slurm.memory.',
  };
}

function outOfMemory(): Verdict {
  return {
    kind: 'failed',
    status: 'out-of-memory',
    message: 'The task on the cluster took more memory than it had asked for: see slurm.memory.',
  };
}
