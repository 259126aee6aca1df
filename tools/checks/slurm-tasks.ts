import { execFileSync } from 'node:child_process';
import type { Random } from '@lamella/core';

/** A task in the partition `low` of the Slurm that tests start, whose jobs those in `high` preempt. */
export interface SlurmTask {
  /** Of an array: `12_3`. */
  readonly id: string;
  readonly rawId: string;
  readonly state: string;
  readonly reason: string;
  /** How often it was started again. */
  readonly restarts: number;
}

export function slurmTasks(): SlurmTask[] {
  const options = ['--me', '--array', '--states=all', '--noheader', '--partition=low'];
  return askSlurm('squeue', ...options, '--Format=JobArrayID:|,JobID:|,State:|,Reason:|,RestartCnt:|')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id = '', rawId = '', state = '', reason = '', count] = line.split('|');
      return { id, rawId, state, reason, restarts: Number(count) };
    });
}

/** Stops running tasks by preemption or by `scontrol requeue`, whichever is drawn, and counts those that Slurm put back. */
export class TaskStopper {
  readonly counts = { preempted: 0, requeued: 0 };
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get total(): number {
    return this.counts.preempted + this.counts.requeued;
  }

  /** Stops those given, or all that run where it is a preemption. */
  stop(tasks: readonly SlurmTask[]): void {
    if (tasks.length === 0) return;
    const before = countRestarts();
    const isPreempted = this.#random.next() < 0.5;
    if (isPreempted)
      askSlurm('sbatch', '--wait', '--partition=high', '--exclusive', '--output=/dev/null', '--wrap=true');
    else for (const { id } of tasks) askSlurm('scontrol', 'requeue', id);
    this.counts[isPreempted ? 'preempted' : 'requeued'] += countRestarts() - before;
    process.stderr.write(`${JSON.stringify(this.counts)}\n`);
  }
}

/** Lets tasks start at once that Slurm holds back for two minutes after it stopped them. */
export function releaseTasks(): void {
  for (const { rawId, reason } of slurmTasks())
    if (reason === 'BeginTime') askSlurm('scontrol', 'update', `JobId=${rawId}`, 'StartTime=now');
}

function countRestarts(): number {
  return slurmTasks().reduce((sum, task) => sum + task.restarts, 0);
}

/** The answer of a command of Slurm; what it complains of is shown, and is no reason to end. */
function askSlurm(file: string, ...args: string[]): string {
  try {
    return execFileSync(file, args, { encoding: 'utf8' }).trim();
  } catch (error) {
    process.stderr.write(`${String((error as { stderr?: unknown }).stderr)}\n`);
    return '';
  }
}
