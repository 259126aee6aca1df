import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { estimateSecondsLeft, lookAtLock } from '@lamella/runners';
import { logFolderOf, stepsFile } from '../log/attempts.ts';
import { runLogPath } from '../log/run-log.ts';
import { CurveFollower, type TrainingCurve } from '../log/training-curve.ts';
import { ResultStore } from '../results/result-store.ts';
import { describeTraining, lastScore } from './describe-training.ts';
import { type RunEvents, RunEventsFollower, type TrialEvents } from './run-events.ts';
import type { RunState, WatchedRun, WatchedTrial } from './watched-run.ts';

/** Trials that have ended and whose files are read for what they say beyond the log of the run: the latest ones. */
const maxDetailed = 40;

/**
 * Follows a run by its files alone: `logs/run.jsonl`, the logs of the trials that are trained, and the lock that tells whether the
 * run is alive. It may be a run of another process, or of another machine that shares the disk.
 */
export class RunFollower {
  readonly #folder: string;
  readonly #events: RunEventsFollower;
  readonly #curves = new Map<string, CurveFollower>();
  readonly #scores = new Map<string, WatchedTrial['score']>();
  readonly #now: () => number;

  /** @param now gives seconds since 1970 */
  constructor(folder: string, now: () => number = () => Date.now() / 1000) {
    this.#folder = folder;
    this.#events = new RunEventsFollower(folder);
    this.#now = now;
  }

  /**
   * The run as it is now.
   *
   * @throws UserError (exit code 2) if the folder has no log of a run
   */
  async read(): Promise<WatchedRun> {
    // Before the log: a run that ends in between has then written so.
    const lock = await lookAtLock(join(this.#folder, '.lock'));
    const events = this.#events.read();
    if (events === undefined) throw noRun(this.#folder);
    const state = stateOf(events, lock);
    const { name, workers, threads, host, time: startedAt } = events.start;
    const newsAt = Math.max(events.lastTime, this.#lastStepTime(events));
    const endedAt = state === 'running' ? this.#now() : (events.close?.time ?? newsAt);
    const trials = this.#trials(events, state, endedAt);
    const run = {
      ...{ name, folder: this.#folder, state, host, workers, threads, startedAt },
      ...{ seconds: Math.max(0, endedAt - startedAt), trials },
    };
    if (state !== 'running') return run;
    const secondsSinceNews = Math.max(0, endedAt - newsAt);
    return { ...run, secondsSinceNews, secondsLeft: leftOf(trials, workers) };
  }

  #trials({ start, trials }: RunEvents, state: RunState, now: number): WatchedTrial[] {
    const ended = start.trials.filter(({ id, isDone }) => isDone || trials.get(id)?.end !== undefined);
    const endOf = ({ id }: { readonly id: string }): number => trials.get(id)?.end?.time ?? 0;
    const latest = ended.sort((a, b) => endOf(b) - endOf(a)).slice(0, maxDetailed);
    const detailed = new Set(latest.map(({ id }) => id));
    return start.trials.map(({ id, cost, isDone }) => {
      const events = trials.get(id);
      if (events === undefined) return this.#untouched({ id, cost }, isDone, detailed.has(id));
      const isRunning = events.end === undefined;
      const curve = isRunning || detailed.has(id) ? this.#curveOf(id, events) : undefined;
      const status = events.end?.status ?? (state === 'running' ? 'running' : 'interrupted');
      return { id, cost, status, ...describe(events, curve, now) };
    });
  }

  #untouched(trial: Pick<WatchedTrial, 'id' | 'cost'>, isDone: boolean, isDetailed: boolean): WatchedTrial {
    if (!isDone) return { ...trial, status: 'waiting' };
    const score = isDetailed ? this.#scoreOf(trial.id) : undefined;
    return { ...trial, status: 'reused', ...(score && { score }) };
  }

  /** When the last step of the trials that have not ended was taken. */
  #lastStepTime({ trials }: RunEvents): number {
    const open = [...trials].filter(([, { end }]) => end === undefined);
    return Math.max(0, ...open.map(([id, events]) => this.#curveOf(id, events)?.lastStep?.time ?? 0));
  }

  /** The log of the training that began in this run. */
  #curveOf(id: string, { startedAt }: TrialEvents): TrainingCurve | undefined {
    const follower =
      this.#curves.get(id) ?? new CurveFollower(join(logFolderOf(this.#folder, id), stepsFile));
    this.#curves.set(id, follower);
    const curve = follower.read();
    return curve !== undefined && curve.attempt.time >= startedAt ? curve : undefined;
  }

  #scoreOf(id: string): WatchedTrial['score'] {
    if (this.#scores.has(id)) return this.#scores.get(id);
    const result = new ResultStore(this.#folder).read(id);
    const score = result?.status === 'done' ? result.metrics.primary : undefined;
    this.#scores.set(id, score && { name: score.name, value: score.value ?? NaN });
    return this.#scores.get(id);
  }
}

function describe(
  { startedAt, phase, end }: TrialEvents,
  curve: TrainingCurve | undefined,
  now: number,
): Omit<WatchedTrial, 'id' | 'cost' | 'status'> {
  const training = curve && describeTraining(curve);
  const score = end?.score ?? (curve && lastScore(curve));
  return {
    seconds: end?.seconds ?? Math.max(0, now - startedAt),
    ...(phase && end === undefined && { phase }),
    ...(training && { training }),
    ...(score && { score }),
    ...(end?.message !== undefined && { message: end.message }),
  };
}

function stateOf({ close }: RunEvents, lock: Awaited<ReturnType<typeof lookAtLock>>): RunState {
  if (close !== undefined) return close.isCancelled ? 'interrupted' : 'done';
  return lock === 'free' ? 'killed' : 'running';
}

function leftOf(trials: readonly WatchedTrial[], workers: number): number | undefined {
  const withStatus = (wanted: WatchedTrial['status']): WatchedTrial[] =>
    trials.filter(({ status }) => status === wanted);
  const toCosted = ({ cost, seconds = 0, training }: WatchedTrial) => {
    const fraction = training && training.step / training.steps;
    return { cost, seconds, ...(fraction !== undefined && { fraction }) };
  };
  return estimateSecondsLeft({
    done: withStatus('done').map(({ cost, seconds = 0 }) => ({ cost, seconds })),
    running: withStatus('running').map(toCosted),
    waiting: withStatus('waiting').map(({ cost }) => cost),
    workers,
  });
}

function noRun(folder: string): UserError {
  return new UserError(
    `Expected the log of a run in ${runLogPath(folder)}: no such file. ` +
      'Start the run first: lamella run SPEC. What ran before there were logs has tables: lamella table SPEC.',
    { exitCode: 2 },
  );
}
