import { JsonLinesTail } from '../log/json-lines-tail.ts';
import {
  type RunEndLine,
  runLogLine,
  type RunLogLine,
  type RunStartLine,
  type TrialEndLine,
  type TrialPhaseLine,
} from '../log/log-lines.ts';
import { listRunLogs } from '../log/run-log.ts';

/** The events of a trial in the log of a run. */
export interface TrialEvents {
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly phase?: TrialPhaseLine;
  readonly end?: TrialEndLine;
}

/** The events in the log of one of the processes that work on a run. */
export interface ProcessEvents {
  readonly start: RunStartLine;
  /** By id, of trials that it has started. */
  readonly trials: ReadonlyMap<string, TrialEvents>;
  readonly close?: RunEndLine;
  /** Seconds since 1970 of the last line. */
  readonly lastTime: number;
}

/** Follows the logs of a run: of the process that began it first, then of those that have joined it. */
export class RunEventsFollower {
  readonly #folder: string;
  readonly #logs = new Map<string, LogFollower>();

  constructor(runFolder: string) {
    this.#folder = runFolder;
  }

  /** Reads what has been added. @returns nothing as long as there is no run */
  read(): ProcessEvents[] {
    return listRunLogs(this.#folder).flatMap((path) => {
      const log = this.#logs.get(path) ?? new LogFollower(path);
      this.#logs.set(path, log);
      const events = log.read();
      return events === undefined ? [] : [events];
    });
  }
}

class LogFollower {
  readonly #tail: JsonLinesTail;
  #start: RunStartLine | undefined;
  #close: RunEndLine | undefined;
  #lastTime = 0;
  readonly #trials = new Map<string, TrialEvents>();

  constructor(path: string) {
    this.#tail = new JsonLinesTail(path);
  }

  read(): ProcessEvents | undefined {
    const addition = this.#tail.read();
    if (addition === undefined) return undefined;
    if (addition.isNew) this.#forget();
    for (const value of addition.values) {
      const { data } = runLogLine.safeParse(value);
      if (data !== undefined) this.#take(data);
    }
    const start = this.#start;
    if (start === undefined) return undefined;
    const close = this.#close;
    return { start, trials: this.#trials, lastTime: this.#lastTime, ...(close && { close }) };
  }

  #forget(): void {
    this.#start = undefined;
    this.#close = undefined;
    this.#trials.clear();
  }

  #take(line: RunLogLine): void {
    this.#lastTime = line.time;
    switch (line.kind) {
      case 'run':
        this.#start = line;
        return;
      case 'close':
        this.#close = line;
        return;
      case 'start':
        this.#trials.set(line.trial, { startedAt: line.time });
        return;
      default:
        this.#extend(line);
    }
  }

  #extend(line: TrialPhaseLine | TrialEndLine): void {
    const trial = this.#trials.get(line.trial);
    if (trial === undefined) return;
    this.#trials.set(line.trial, { ...trial, [line.kind]: line });
  }
}
