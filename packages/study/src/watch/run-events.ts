import { JsonLinesTail } from '../log/json-lines-tail.ts';
import {
  type RunEndLine,
  runLogLine,
  type RunLogLine,
  type RunStartLine,
  type TrialEndLine,
  type TrialPhaseLine,
} from '../log/log-lines.ts';
import { runLogPath } from '../log/run-log.ts';

/** The events of a trial in the log of a run. */
export interface TrialEvents {
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly phase?: TrialPhaseLine;
  readonly end?: TrialEndLine;
}

/** The events of a run in its log so far. */
export interface RunEvents {
  readonly start: RunStartLine;
  /** By id, of trials that have started. */
  readonly trials: ReadonlyMap<string, TrialEvents>;
  readonly close?: RunEndLine;
  /** Seconds since 1970 of the last line. */
  readonly lastTime: number;
}

/** Follows the log of a run. */
export class RunEventsFollower {
  readonly #tail: JsonLinesTail;
  #start: RunStartLine | undefined;
  #close: RunEndLine | undefined;
  #lastTime = 0;
  readonly #trials = new Map<string, TrialEvents>();

  constructor(runFolder: string) {
    this.#tail = new JsonLinesTail(runLogPath(runFolder));
  }

  /** Reads what has been added. @returns undefined as long as there is no run */
  read(): RunEvents | undefined {
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
