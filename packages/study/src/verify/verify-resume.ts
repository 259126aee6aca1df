import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type JobOutcome, Worker, type WorkerCommand } from '@lamella/runners';
import type { ResolvedTrial } from '@lamella/spec';
import { checkOutcome } from '../results/trial-result.ts';
import { toJob, type TrialJob } from '../run/trial-job.ts';
import type { TrialEvent } from '../trial/trial-outcome.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { drawKills, EventTimes, type PlannedKill } from './kill-plan.ts';

export interface VerifyOptions {
  readonly trial: ResolvedTrial;
  /** How to start a worker, as `lamella run` does. */
  readonly command: WorkerCommand;
  /** A new folder, for everything that is written. */
  readonly folder: string;
  /** Kills in all. */
  readonly kills: number;
  readonly seed: number;
  /** Called after each kill, with what the trial was at. */
  onKill?(count: number, at: string): void;
  /** Called after each run that was killed and is done. */
  onRun?(count: number, isSame: boolean): void;
}

/** The comparison of one part of what a trial comes to. */
export interface ComparedPart {
  readonly part: string;
  /** SHA-256 of the run that nothing disturbed, and of each that was killed. */
  readonly uninterrupted: string;
  readonly killed: readonly string[];
  readonly isSame: boolean;
}

export interface VerifyReport {
  readonly trial: string;
  readonly kills: number;
  /** What the trial was at when it was killed: how often. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** Runs that were killed again and again until they were done. */
  readonly killedRuns: number;
  /** Warnings that the killed runs gave. */
  readonly warnings: readonly string[];
  readonly parts: readonly ComparedPart[];
  readonly isSame: boolean;
}

/** A life makes this many steps at least, in the mean, and writes about as many checkpoints. */
const fewestSteps = 3;
const graceMs = 5000;
/** Phases whose events count: all that comes before them is the start of a life. */
const counted: readonly string[] = ['training', 'evaluation'];

/**
 * Runs a trial undisturbed and without checkpoints, then again and again with kill -9 at random points, each life going on from what
 * the one before has left, until all kills are used; and compares what they come to.
 *
 * @throws {UserError} if the trial fails
 */
export async function verifyResume(options: VerifyOptions): Promise<VerifyReport> {
  const { trial, command, folder, kills, seed } = options;
  const times = new EventTimes();
  const undisturbed = jobOf(trial, join(folder, 'uninterrupted'), 'none');
  const first = await new Life(undisturbed, { command, times, warnings: new Set() }).toEnd();
  const expected = fingerprint(checkOutcome(first.value), undisturbed);
  const { steps } = checkOutcome(first.value).cost;
  const meanEvents = Math.max(fewestSteps, Math.round(steps / Math.max(1, kills)));
  const everySteps = Math.max(1, Math.round(meanEvents / fewestSteps));
  const plan = drawKills({ seed, meanEvents });
  const record: KillRecord = { count: 0, killsAt: {}, warnings: new Set() };
  const runs: Fingerprint[] = [];
  while (record.count < kills || runs.length === 0) {
    const job = jobOf(trial, join(folder, `killed-${runs.length + 1}`), { everySteps });
    const outcome = await runWithKills({ ...options, times, plan, record }, job);
    const found = fingerprint(checkOutcome(outcome.value), job);
    runs.push(found);
    options.onRun?.(
      runs.length,
      [...expected].every(([part, hash]) => found.get(part) === hash),
    );
  }
  const parts = [...expected].map(([part, uninterrupted]): ComparedPart => {
    const killed = runs.map((run) => run.get(part) ?? '');
    return { part, uninterrupted, killed, isSame: killed.every((hash) => hash === uninterrupted) };
  });
  return {
    ...{ trial: trial.id, kills: record.count, killsAt: record.killsAt, killedRuns: runs.length, parts },
    ...{ warnings: [...record.warnings], isSame: parts.every(({ isSame }) => isSame) },
  };
}

/** The kills so far. */
interface KillRecord {
  count: number;
  readonly killsAt: { [at: string]: number };
  readonly warnings: Set<string>;
}

interface KilledRun extends VerifyOptions {
  readonly times: EventTimes;
  readonly plan: Generator<PlannedKill, never>;
  readonly record: KillRecord;
}

/** Runs a trial in lives that are killed, as long as kills are left; the last one comes to its end. */
async function runWithKills(run: KilledRun, job: TrialJob): Promise<JobOutcome> {
  const { record, plan, times, command, kills, onKill } = run;
  for (;;) {
    const life = new Life(job, { command, times, warnings: record.warnings });
    if (record.count >= kills) return life.toEnd();
    const outcome = await life.toKill(plan.next().value);
    if (outcome !== undefined) return outcome;
    record.count += 1;
    const at = isWriting(job.checkpointFolder) ? 'writing a checkpoint' : life.phase;
    record.killsAt[at] = (record.killsAt[at] ?? 0) + 1;
    onKill?.(record.count, at);
  }
}

/** Whether a killed process has left a checkpoint unfinished. */
function isWriting(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('.'));
}

interface LifeOptions {
  readonly command: WorkerCommand;
  readonly times: EventTimes;
  /** Takes those that are told of. */
  readonly warnings: Set<string>;
}

/** One process that does a trial's job, to its end or to a kill. */
class Life {
  readonly #worker: Worker;
  readonly #job: TrialJob;
  readonly #times: EventTimes;
  readonly #warnings: Set<string>;
  #since = performance.now();
  #numEvents = 0;
  #phase = 'starting';
  /** Its last event that counts. */
  #kind = 'starting';
  #onEvent: () => void = () => {};

  constructor(job: TrialJob, { command, times, warnings }: LifeOptions) {
    this.#worker = new Worker(command, graceMs);
    this.#job = job;
    this.#times = times;
    this.#warnings = warnings;
  }

  /** What it has last told. */
  get phase(): string {
    return this.#phase;
  }

  async toEnd(): Promise<JobOutcome> {
    const outcome = await this.#worker.run(this.#job, {
      onEvent: (event) => this.#hear(event as TrialEvent),
    });
    await this.#worker.stop({ kind: 'cancelled' });
    if (outcome.status === 'done') return outcome;
    throw new UserError(
      `The trial ${this.#job.trial.id} has ${outcome.status}: ${outcome.error?.message ?? 'no message'}`,
    );
  }

  /** @returns the outcome if the job was done before; undefined if it was killed */
  async toKill({ event, part }: PlannedKill): Promise<JobOutcome | undefined> {
    let [isKilled, timer]: [boolean, NodeJS.Timeout | undefined] = [false, undefined];
    const kill = (): void => {
      isKilled = true;
      void this.#worker.stop({ kind: 'cancelled' }, 'SIGKILL');
    };
    this.#onEvent = () => {
      if (this.#numEvents === event) timer = setTimeout(kill, part * this.#times.mean(this.#kind) * 1000);
    };
    this.#onEvent();
    const ended = this.#worker.run(this.#job, { onEvent: (told) => this.#hear(told as TrialEvent) });
    const outcome = await ended.finally(() => clearTimeout(timer));
    await this.#worker.stop({ kind: 'cancelled' }, 'SIGKILL');
    if (outcome.status === 'done') return outcome;
    if (isKilled) return undefined;
    throw new UserError(
      `The trial ${this.#job.trial.id} has ${outcome.status} after a kill: ${outcome.error?.message ?? 'no message'}`,
    );
  }

  #hear(event: TrialEvent): void {
    if ('warning' in event) return void this.#warnings.add(event.warning);
    if (!('phase' in event)) return;
    this.#phase = event.phase;
    if (!counted.includes(event.phase)) return;
    const now = performance.now();
    this.#times.add(this.#kind, (now - this.#since) / 1000);
    [this.#since, this.#kind] = [now, event.phase];
    this.#numEvents += 1;
    this.#onEvent();
  }
}

/** The job of a run in a folder of its own, which shares nothing with the others. */
function jobOf(trial: ResolvedTrial, folder: string, checkpoints: TrialJob['checkpoints']): TrialJob {
  return toJob(trial, { runsFolder: folder, folder, keep: 'all', checkpoints, limits: {} });
}
