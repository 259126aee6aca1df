import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { readSealedJson, seal, setAside, writeFileAtomically } from '@lamella/files';
import { z } from 'zod';
import { formatJson } from '../results/format-json.ts';

/** The folder of a run's job scripts, their logs and the state of its jobs. */
export function slurmFolder(runFolder: string): string {
  return join(runFolder, 'slurm');
}

const bookFormat = 2;

const bookedTrial = z.object({
  id: z.string(),
  /** When the attempt began whose failure was its result at that time: another one is news. */
  failedBefore: z.exactOptional(z.string()),
  /** Whether nothing more is expected of the task. */
  isOver: z.exactOptional(z.boolean()),
});

const bookedJob = z.object({
  name: z.string(),
  kind: z.enum(['trials', 'importance']),
  /** Is in the queue as its comment: finds a job whose id there was no time to write. */
  comment: z.string(),
  /** Null until sbatch has given it. */
  id: z.nullable(z.string()),
  /** An array's, one a task. */
  trials: z.array(bookedTrial),
  /** The name of the job of importance that it waits for. */
  needs: z.exactOptional(z.string()),
});

/** Stops of a trial before its end: by preemption, time limit or the failure of a node. */
const stops = z.object({
  /** In a row without any progress. */
  inVain: z.int().min(0),
  /** What the trial had to go on from at the last one. */
  mark: z.string(),
  /** The task, and how often Slurm itself had started it again. */
  task: z.string(),
  restarts: z.int().min(0),
});

const book = z.object({
  /** Jobs that were ever submitted for the run. */
  submitted: z.int().min(0),
  jobs: z.array(bookedJob),
  /** By trial. */
  stops: z.record(z.string(), stops),
});

export type BookedJob = z.output<typeof bookedJob>;
export type Stops = z.output<typeof stops>;
type Content = z.output<typeof book>;

/** A trial's task. */
export interface BookedTask {
  readonly job: BookedJob;
  /** As Slurm names it: `12_3`; undefined until its job has an id. */
  readonly id: string | undefined;
  readonly failedBefore?: string;
}

/**
 * The jobs that a run has in a cluster's queue, in `slurm/jobs.json`. Each is written down before it is submitted and again when it
 * has its id, so that whoever comes later finds it, in the file or by its comment in the queue.
 */
export class JobBook {
  readonly #path: string;
  #content: Content;

  private constructor(path: string, content: Content) {
    this.#path = path;
    this.#content = content;
  }

  /** The book of a run; an empty one if it has none, or a damaged one, which is set aside. */
  static async open(runFolder: string): Promise<JobBook> {
    const path = join(slurmFolder(runFolder), 'jobs.json');
    const empty = { submitted: 0, jobs: [], stops: {} };
    const reading = readSealedJson(path, bookFormat);
    if (reading.kind === 'absent') return new JobBook(path, empty);
    if (reading.kind === 'newer')
      throw new UserError(`${path} is of a later Lamella (format ${reading.format}): go on with that one.`);
    const { data } = book.safeParse(reading.kind === 'whole' ? reading.value : undefined);
    if (data !== undefined) return new JobBook(path, data);
    const reason = reading.kind === 'damaged' ? reading.reason : 'it holds no jobs';
    await setAside(path, reason, 'its jobs are not known any longer: `squeue --me` lists them');
    return new JobBook(path, empty);
  }

  get submitted(): number {
    return this.#content.submitted;
  }

  get jobs(): readonly BookedJob[] {
    return this.#content.jobs;
  }

  job(name: string): BookedJob | undefined {
    return this.#content.jobs.find((one) => one.name === name);
  }

  /** The task of a trial that more is expected of. */
  taskOf(trial: string): BookedTask | undefined {
    for (const job of this.#content.jobs) {
      const index = job.kind === 'trials' ? job.trials.findIndex(({ id }) => id === trial) : -1;
      const booked = job.trials[index];
      if (booked === undefined || booked.isOver === true) continue;
      const { failedBefore } = booked;
      const id = job.id === null ? undefined : `${job.id}_${index}`;
      return { job, id, ...(failedBefore !== undefined && { failedBefore }) };
    }
    return undefined;
  }

  stopsOf(trial: string): Stops | undefined {
    return Object.hasOwn(this.#content.stops, trial) ? this.#content.stops[trial] : undefined;
  }

  /** Adds a job that is about to be submitted, or replaces it when it has its id. */
  async put(job: BookedJob): Promise<void> {
    const { jobs, submitted } = this.#content;
    const isNew = this.job(job.name) === undefined;
    await this.#write({
      jobs: isNew ? [...jobs, job] : jobs.map((one) => (one.name === job.name ? job : one)),
      submitted: submitted + (isNew ? 1 : 0),
    });
  }

  async putStops(trial: string, stops: Stops): Promise<void> {
    await this.#write({ stops: { ...this.#content.stops, [trial]: stops } });
  }

  /** Expects nothing more of a trial's task. @param hasEnded whether of the trial neither */
  async settle(trial: string, hasEnded: boolean): Promise<void> {
    const own = this.taskOf(trial)?.job;
    const over = (one: BookedJob['trials'][number]): BookedJob['trials'][number] =>
      one.id === trial ? { ...one, isOver: true } : one;
    const jobs = this.#content.jobs.map((job) =>
      job === own ? { ...job, trials: job.trials.map(over) } : job,
    );
    const stops = Object.entries(this.#content.stops).filter(([id]) => !hasEnded || id !== trial);
    await this.#write({ jobs: withoutOver(jobs), stops: Object.fromEntries(stops) });
  }

  /** Forgets a job that was never submitted. */
  async drop(name: string): Promise<void> {
    await this.#write({ jobs: this.#content.jobs.filter((job) => job.name !== name) });
  }

  async #write(change: Partial<Content>): Promise<void> {
    this.#content = { ...this.#content, ...change };
    await writeFileAtomically(this.#path, formatJson(seal({ format: bookFormat, ...this.#content })));
  }
}

/** Without arrays of which all tasks are over, and importance that none of the others waits for. */
function withoutOver(jobs: readonly BookedJob[]): BookedJob[] {
  const arrays = jobs.filter(
    ({ kind, trials }) => kind === 'trials' && trials.some(({ isOver }) => isOver !== true),
  );
  const needed = new Set(arrays.map(({ needs }) => needs));
  return jobs.filter((job) => arrays.includes(job) || (job.kind === 'importance' && needed.has(job.name)));
}
