import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf, warn } from '@lamella/core';
import {
  logFormat,
  type RunLogLine,
  type RunStartLine,
  type TrialEndLine,
  type TrialPhaseLine,
} from './log-lines.ts';

/** The file of a run's log: of its first process, or of one that has joined it. */
export function runLogPath(runFolder: string, joined?: string): string {
  return joined === undefined
    ? join(runFolder, 'logs', 'run.jsonl')
    : join(runFolder, 'processes', `${joined}.jsonl`);
}

/** The files of a run's log, one of each process; that of the first one is the first. */
export function listRunLogs(runFolder: string): string[] {
  const first = runLogPath(runFolder);
  const folder = join(runFolder, 'processes');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const joined = names.filter((name) => name.endsWith('.jsonl')).sort();
  return [...(existsSync(first) ? [first] : []), ...joined.map((name) => join(folder, name))];
}

/** Answers are told of at most this often. */
const answersSeconds = 1;

/** What a process does, and its name among those that work on the run. */
export type LoggedRun = Pick<RunStartLine, 'name' | 'workers' | 'threads' | 'trials'> & {
  readonly process: string;
};

/** That a trial goes on is told of at most this often. */
const aliveSeconds = 15;

/** The last phase that was reported of a trial. */
interface Said {
  readonly line: Pick<TrialPhaseLine, 'phase' | 'step' | 'steps'>;
  readonly time: number;
}

/**
 * The log of a process that works on a run, in JSON Lines: which trials there are, and what becomes of them. Each process has a file
 * of its own: two machines can't add to one. With the logs of the trials it is all that watching needs. A log that can't be written
 * is told of once.
 */
export class RunLog {
  readonly #path: string;
  readonly #said = new Map<string, Said>();
  #isBroken = false;

  /** @param isFirst whether no other process works on the run: then the logs of before are removed */
  constructor(
    runFolder: string,
    { name, process: own, workers, threads, trials }: LoggedRun,
    isFirst = true,
  ) {
    this.#path = runLogPath(runFolder, isFirst ? undefined : own);
    this.#safely(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      if (isFirst) for (const path of listRunLogs(runFolder)) rmSync(path, { force: true });
    });
    this.#add({
      ...{ kind: 'run', format: logFormat, name, process: own, workers, threads, trials },
      ...{ host: hostname(), pid: process.pid, time: now() },
    });
  }

  /** A trial starts. */
  start(trial: string): void {
    this.#add({ kind: 'start', trial, time: now() });
  }

  /** A trial gets on: a line where it does something else than before, and now and then while answers are written. */
  progress(trial: string, { phase, step, steps }: Pick<TrialPhaseLine, 'phase' | 'step' | 'steps'>): void {
    const time = now();
    const said = this.#said.get(trial);
    const isNews =
      said?.line.phase !== phase ||
      (phase === 'evaluation' && (time - said.time >= answersSeconds || step === steps));
    if (!isNews) return;
    const answers = phase === 'evaluation' && step !== undefined && steps !== undefined && { step, steps };
    this.#say(trial, { line: { phase, ...answers }, time });
  }

  /** A trial goes on with what it does: a line of its phase again, now and then. */
  alive(trial: string): void {
    const time = now();
    const said = this.#said.get(trial);
    if (said === undefined || time - said.time < aliveSeconds) return;
    this.#say(trial, { ...said, time });
  }

  /** A trial has ended. */
  end(trial: string, end: Pick<TrialEndLine, 'status' | 'seconds' | 'score' | 'message'>): void {
    this.#said.delete(trial);
    this.#add({ kind: 'end', trial, ...end, time: now() });
  }

  /** The run has ended. */
  close(isCancelled: boolean): void {
    this.#add({ kind: 'close', isCancelled, time: now() });
  }

  #say(trial: string, said: Said): void {
    this.#said.set(trial, said);
    this.#add({ kind: 'phase', trial, ...said.line, time: said.time });
  }

  #add(line: RunLogLine): void {
    this.#safely(() => appendFileSync(this.#path, `${JSON.stringify(line)}\n`));
  }

  #safely(action: () => void): void {
    if (this.#isBroken) return;
    try {
      action();
    } catch (error) {
      this.#isBroken = true;
      warn(`The log of the run can't be written, which goes on without: ${messageOf(error)}`);
    }
  }
}

function now(): number {
  return Date.now() / 1000;
}
