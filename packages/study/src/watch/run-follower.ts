import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { estimateSecondsLeft, mayHang } from '@lamella/runners';
import { logFolderOf, stepsFile } from '../log/attempts.ts';
import { runLogPath } from '../log/run-log.ts';
import { CurveFollower, type TrainingCurve } from '../log/training-curve.ts';
import { ResultStore } from '../results/result-store.ts';
import { describeTraining, lastScore, silenceOf } from './describe-training.ts';
import { RunClaims } from '../run/run-claims.ts';
import { mergeProcesses, type MergedRun, type MergedTrial } from './merge-processes.ts';
import { RunEventsFollower } from './run-events.ts';
import type { WatchedRun, WatchedTrial } from './watched-run.ts';

/** Trials that have ended and whose files are read for what they say beyond the log of the run: the latest ones. */
const maxDetailed = 40;

/**
 * Follows a run by its files alone: the logs of the processes that work on it, the logs of the trials that are trained, and the beats
 * of these processes. They may run on other machines that share the disk.
 */
export class RunFollower {
  readonly #folder: string;
  readonly #events: RunEventsFollower;
  readonly #claims: RunClaims;
  readonly #curves = new Map<string, CurveFollower>();
  readonly #scores = new Map<string, WatchedTrial['score']>();
  readonly #now: () => number;

  /** @param now gives seconds since 1970 */
  constructor(folder: string, now: () => number = () => Date.now() / 1000) {
    this.#folder = folder;
    this.#events = new RunEventsFollower(folder);
    this.#claims = new RunClaims(folder);
    this.#now = now;
  }

  /**
   * The run as it is now.
   *
   * @throws UserError (exit code 2) if the folder has no log of a run
   */
  async read(): Promise<WatchedRun> {
    const run = await this.#readProcesses();
    if (run === undefined) throw noRun(this.#folder);
    const { state, name, workers, threads, host, startedAt } = run;
    const newsAt = Math.max(run.lastTime, this.#lastStepTime(run));
    const endedAt = state === 'running' ? this.#now() : (run.closedAt ?? newsAt);
    const trials = this.#trials(run, endedAt);
    const watched = {
      ...{ name, folder: this.#folder, state, host, workers, threads, startedAt },
      ...{ seconds: Math.max(0, endedAt - startedAt), trials },
    };
    if (state !== 'running') return watched;
    const secondsSinceNews = Math.max(0, endedAt - newsAt);
    return { ...watched, secondsSinceNews, secondsLeft: leftOf(trials, workers) };
  }

  async #readProcesses(): Promise<MergedRun | undefined> {
    const open = this.#events.read().filter(({ close }) => close === undefined);
    const names = open.map(({ start }) => start.process);
    const states = await Promise.all(names.map((name) => this.#claims.stateOf(name)));
    const ended = new Set(names.filter((_, index) => states[index] === 'free'));
    // Only now: a process that has ended in between has then written so.
    return mergeProcesses(this.#events.read(), ended);
  }

  #trials({ trials }: MergedRun, now: number): WatchedTrial[] {
    const ended = trials.filter(({ isDone, events }) => isDone || events?.end !== undefined);
    const endOf = ({ events }: MergedTrial): number => events?.end?.time ?? 0;
    const latest = ended.sort((a, b) => endOf(b) - endOf(a)).slice(0, maxDetailed);
    const detailed = new Set(latest.map(({ id }) => id));
    return trials.map(({ id, cost, isDone, events, isAlive }) => {
      if (events === undefined) return this.#untouched({ id, cost }, isDone, detailed.has(id));
      const isRunning = events.end === undefined;
      const curve = isRunning || detailed.has(id) ? this.#curveOf(id, events) : undefined;
      const status = events.end?.status ?? (isAlive ? 'running' : 'interrupted');
      const described: WatchedTrial = { id, cost, status, ...describe(events, curve, now) };
      return status === 'running' ? withSilence(described, newsOf(events, curve), now) : described;
    });
  }

  #untouched(trial: Pick<WatchedTrial, 'id' | 'cost'>, isDone: boolean, isDetailed: boolean): WatchedTrial {
    if (!isDone) return { ...trial, status: 'waiting' };
    const score = isDetailed ? this.#scoreOf(trial.id) : undefined;
    return { ...trial, status: 'reused', ...(score && { score }) };
  }

  /** When the last step of the trials that have not ended was taken. */
  #lastStepTime({ trials }: MergedRun): number {
    const times = trials.map(({ id, events }) =>
      events === undefined || events.end !== undefined ? 0 : (this.#curveOf(id, events)?.lastStep?.time ?? 0),
    );
    return Math.max(0, ...times);
  }

  /** The log of the training that began in this run. */
  #curveOf(id: string, { startedAt }: { readonly startedAt: number }): TrainingCurve | undefined {
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
  { startedAt, phase, end }: NonNullable<MergedTrial['events']>,
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

/** When something was written of a trial last. */
function newsOf(
  { startedAt, phase }: NonNullable<MergedTrial['events']>,
  curve: TrainingCurve | undefined,
): number {
  return Math.max(startedAt, phase?.time ?? 0, curve?.lastStep?.time ?? 0);
}

/** A trial that runs, with the time since something was written of it. What looks as if it hung has no time left that is known. */
function withSilence(trial: WatchedTrial, newsAt: number, now: number): WatchedTrial {
  const silentSeconds = Math.max(0, now - newsAt);
  const { training } = trial;
  if (training === undefined || !mayHang(silenceOf({ silentSeconds, training })))
    return { ...trial, silentSeconds };
  const { secondsLeft: _, ...rest } = training;
  return { ...trial, silentSeconds, training: rest };
}

function leftOf(trials: readonly WatchedTrial[], workers: number): number | undefined {
  const withStatus = (wanted: WatchedTrial['status']): WatchedTrial[] =>
    trials.filter(({ status }) => status === wanted);
  const toCosted = ({ cost, seconds = 0, phase, training, silentSeconds }: WatchedTrial) => {
    const fraction = phase?.phase === 'training' && training && training.step / training.steps;
    const silence = silenceOf({ silentSeconds, training });
    return { cost, seconds, ...silence, ...(fraction && { fraction }) };
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
