import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import type { Slurm, SlurmJob, SlurmPhase } from '@lamella/runners';

/** A job of a {@link FakeSlurm}. */
export interface FakeJob {
  readonly id: string;
  readonly script: string;
  /** Of its tasks, or the one of a job of importance. */
  readonly trials: readonly string[];
}

/** A cluster without machines: a test says before each look at the queue what has become of the jobs. */
export class FakeSlurm implements Slurm {
  readonly submitted: FakeJob[] = [];
  readonly cancelled: string[] = [];
  readonly #queue = new Map<string, SlurmJob>();
  readonly #onLook: (look: number, slurm: FakeSlurm) => Promise<void> | void;
  #looks = 0;
  /** Why sbatch takes no more jobs. */
  refusal: Error | undefined;

  constructor(onLook: (look: number, slurm: FakeSlurm) => Promise<void> | void) {
    this.#onLook = onLook;
  }

  maxArraySize(): Promise<number> {
    return Promise.resolve(1001);
  }

  submit(script: string, folder: string): Promise<string> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const id = String(100 + this.submitted.length);
    const text = readFileSync(script, 'utf8');
    const trials = readFileSync(join(folder, script.replace(/\.sh$/, '.txt').slice(folder.length)), 'utf8');
    const job = { id, script: text, trials: trials.trim().split('\n') };
    this.submitted.push(job);
    const comment = /--comment=(\S+)/.exec(text)?.[1] ?? '';
    const ids = text.includes('--array=') ? job.trials.map((_, index) => `${id}_${index}`) : [id];
    for (const one of ids)
      this.#queue.set(one, { id: one, state: 'PENDING', phase: 'waiting', restarts: 0, comment });
    return Promise.resolve(id);
  }

  async list(): Promise<SlurmJob[]> {
    this.#looks += 1;
    if (this.#looks > 200) throw new Error('Expected an end, got no more than looks at the queue');
    await this.#onLook(this.#looks, this);
    return [...this.#queue.values()];
  }

  recall(): Promise<SlurmJob[]> {
    return Promise.resolve([]);
  }

  cancel(ids: readonly string[]): Promise<void> {
    this.cancelled.push(...ids);
    for (const id of ids) this.set(id, 'CANCELLED', 'ended');
    return Promise.resolve();
  }

  /** The task of a trial that is in the queue. */
  taskOf(trial: string): string {
    const job = this.submitted.findLast(
      ({ script, trials }) => script.includes('--array=') && trials.includes(trial),
    );
    if (job === undefined) throw new UserError(`Expected a task of ${trial}`);
    return `${job.id}_${job.trials.indexOf(trial)}`;
  }

  /** Changes the state of a job. */
  set(id: string, state: string, phase: SlurmPhase, more: Partial<SlurmJob> = {}): void {
    this.#queue.set(id, { ...this.#queue.get(id), id, state, phase, ...more });
  }

  /** The tasks that wait or run. */
  live(): string[] {
    return [...this.#queue.values()].filter(({ phase }) => phase !== 'ended').map(({ id }) => id);
  }

  /** Forgets a job, as Slurm does some minutes after its end. */
  forget(id: string): void {
    this.#queue.delete(id);
  }
}
