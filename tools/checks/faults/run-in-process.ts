import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { listenToWarnings, UserError } from '@lamella/core';
import type { JobOutcome, WorkerPool } from '@lamella/runners';
import { readSpec } from '@lamella/spec';
import { aloneInRun, makeTable, runExperiment, type TrialJob, writeTable } from '@lamella/study';
import { runTrial } from '@lamella/study/trial';
import type { InjectedFault, Point } from './injected-fault.ts';
import { refuses } from './testing/refusals.mjs';
import type { CommandEnd } from './command-end.ts';
import { type DiskOperation, watchDisk } from './testing/watch-disk.mjs';

/** A run that is to be done, and what is to go wrong in it. */
export interface RunInProcess extends Omit<InjectedFault, 'trace' | 'state'> {
  readonly specPath: string;
}

/** The end of a run in this process. */
export interface ProcessEnd extends CommandEnd {
  readonly wasMet: boolean;
  /** Its operations on files. */
  readonly trace: readonly Point[];
}

/** Longer than any of these runs: one that has lost its disk may wait for ever. */
const mostMs = 600_000;

/** Beats that none of these runs lives to see: those of one that is taken for killed would show. */
const claimTimes = { beatSeconds: 3600 };

/**
 * Does what `lamella run` does, in this process, so that many runs share its start. A process that is killed is one of which nothing
 * reaches the disk any longer: what it would still do is refused, half of the write at the point is done, and its claims name a process
 * that has ended.
 */
export async function runInProcess(run: RunInProcess): Promise<ProcessEnd> {
  const { folder, fault, point, role } = run;
  const roles = new AsyncLocalStorage<Point['role']>();
  const counts = new Map<string, number>();
  const trace: Point[] = [];
  const dead = new Set<Point['role']>();
  const met: Point[] = [];
  const meet = (operation: DiskOperation): void => {
    const { label, halve } = operation;
    const own = roles.getStore() ?? 'main';
    if (dead.has(own)) throw new Killed();
    const occurrence = (counts.get(`${own} ${label}`) ?? 0) + 1;
    counts.set(`${own} ${label}`, occurrence);
    trace.push({ role: own, label, occurrence });
    const isHere = own === role && label === point?.label && occurrence === point.occurrence;
    if (isHere) met.push({ role: own, label, occurrence });
    if (isHere && (fault === 'kill' || fault === 'power-cut')) {
      halve();
      for (const each of fault === 'kill' && own === 'worker' ? [own] : (['main', 'worker'] as const))
        dead.add(each);
      throw new Killed();
    }
    if (met.length > 0) refuses(fault, operation);
  };
  await watchDisk(folder, meet);
  const pool = poolOf((job) =>
    roles.run('worker', () => doJob(job, run.everySteps, () => dead.has('worker'))),
  );
  const end = await Promise.race([runSpec(run, pool), delay(mostMs, undefined, { ref: false })]);
  const wasMet = met.length > 0;
  dead.add('main').add('worker');
  await watchDisk(folder, () => undefined);
  if (end === undefined)
    return { code: 1, stdout: '', stderr: `has not ended after ${mostMs} ms`, wasMet, trace };
  const isKilled = wasMet && (fault === 'power-cut' || (fault === 'kill' && role === 'main'));
  // Claims are held for as long as the process lives, which none of another run does.
  if (fault !== undefined) endOwners(folder);
  return { ...end, ...(isKilled && { code: 137 }), wasMet, trace };
}

/** Ends what a process was at that is taken for killed. */
class Killed extends Error {
  constructor() {
    super('The process was killed');
  }
}

async function runSpec({ specPath, folder }: RunInProcess, pool: Pool): Promise<CommandEnd> {
  const texts: string[] = [];
  const stop = listenToWarnings((message) => texts.push(`Warning: ${message}\n`));
  try {
    const summary = await runExperiment(await readSpec(specPath), {
      ...{
        runsFolder: folder,
        workers: 1,
        threads: 1,
        signal: new AbortController().signal,
        pool,
        claimTimes,
      },
      written: [{ name: specPath, text: readFileSync(specPath, 'utf8') }],
      stream: { write: (text) => texts.push(text) },
    });
    await aloneInRun(summary.folder, () =>
      writeTable(summary.folder, makeTable(summary.experiment, summary.folder)),
    );
    const code = summary.failed.length + summary.left.length > 0 ? 1 : 0;
    return { code, stdout: JSON.stringify(summary), stderr: texts.join('') };
  } catch (error) {
    const isTold = error instanceof UserError;
    return {
      code: isTold ? error.exitCode : 1,
      ...{ stdout: '', stderr: [...texts, isTold ? error.message : inspect(error)].join('') },
    };
  } finally {
    stop();
  }
}

type Pool = Pick<WorkerPool, 'run' | 'cancel' | 'close'>;

/** Jobs one after another, as a worker does them; one that was killed says nothing. */
function poolOf(work: (job: TrialJob) => Promise<unknown>): Pool {
  return {
    run: async (job): Promise<JobOutcome> => {
      const rest = { log: [], seconds: 0 };
      try {
        return { status: 'done', value: structuredClone(await work(job as TrialJob)), ...rest };
      } catch (error) {
        const { name, message } = error as Error;
        const isKilled = error instanceof Killed;
        return { status: isKilled ? 'killed' : 'failed', error: { name, message }, ...rest };
      }
    },
    cancel: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function doJob(job: TrialJob, everySteps: number | undefined, isDead: () => boolean): Promise<unknown> {
  const { trial, limits: _, measuresOnly: __, ...folders } = job;
  const leave = (): void => {
    if (isDead()) throw new Killed();
  };
  try {
    const outcome = await runTrial(trial, {
      ...folders,
      ...(everySteps !== undefined && { checkpoints: { everySteps } }),
      onProgress: leave,
      findJudge: () => Promise.reject(new Error('No task here runs programs')),
    });
    leave();
    return outcome;
  } catch (error) {
    leave();
    throw error;
  }
}

/** Has the claims of this process name one that had its id before and has ended. */
function endOwners(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (
      !entry.isFile() ||
      (!/\/(claims|processes)$/.test(entry.parentPath) && !entry.name.startsWith('.lock'))
    )
      continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path, 'utf8');
    writeFileSync(path, content.replace(/"startTime":"\d+"/, '"startTime":"1"'));
  }
}
