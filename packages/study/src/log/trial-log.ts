import { join } from 'node:path';
import { messageOf, warn } from '@lamella/core';
import { encodeEventFileStart, encodeScalars, eventFileName } from '@lamella/files';
import type { EpochReport, StepProgress } from '@lamella/training';
import { startAttempt, stepsFile } from './attempts.ts';
import { BufferedFile } from './buffered-file.ts';
import {
  type AttemptLine,
  type EndLine,
  type EpochLine,
  logFormat,
  type StepLine,
  type TrialLogLine,
} from './log-lines.ts';
import { scalarsOf } from './log-scalars.ts';
import { type LogPlace, rewindLog } from './rewind-log.ts';

/** Whose log it is, and what is planned. */
export type LoggedTraining = Pick<AttemptLine, 'trial' | 'key' | 'steps' | 'epochs'>;

export interface TrialLogOptions {
  /** Seconds since 1970. @default the time */
  now?(): number;
  /** Where the training goes on from, if it does: the log then goes on as well. */
  readonly from?: LogPlace | undefined;
}

/** Files are written at most this often while steps are taken, so that a log costs a step nothing. */
const flushSeconds = 1;

/**
 * The log of a training, in a folder of the trial's own: each step and each epoch as a line of JSON (`steps.jsonl`), and the same
 * numbers for TensorBoard. What an attempt before has left is moved aside, unless the training goes on from it. A log that can't be
 * written is told of once, and the training goes on.
 */
export class TrialLog {
  readonly #now: () => number;
  #files: { readonly lines: BufferedFile; readonly events: BufferedFile } | undefined;
  #flushedAt = 0;
  #step = 0;

  constructor(
    folder: string,
    training: LoggedTraining,
    { now = () => Date.now() / 1000, from }: TrialLogOptions = {},
  ) {
    this.#now = now;
    this.#safely(() => {
      const before = from && rewindLog(folder, training.key, from);
      this.#step = from?.step ?? 0;
      if (before !== undefined) return this.#goOn(folder, before.time);
      const time = now();
      const attempt = startAttempt(folder);
      this.#files = {
        lines: new BufferedFile(join(folder, stepsFile)),
        events: new BufferedFile(join(folder, eventFileName(time))),
      };
      this.#files.events.append(encodeEventFileStart(time));
      this.#add({ kind: 'attempt', format: logFormat, ...training, attempt, time });
      this.#flush();
    });
  }

  /** Adds a step. */
  step({ step, epoch, loss, learningRate, gradNorm, seconds }: StepProgress): void {
    const time = this.#now();
    this.#step = step;
    const line: StepLine = { kind: 'step', step, epoch, loss, learningRate, gradNorm, seconds, time };
    this.#safely(() => {
      this.#add(line);
      if (time - this.#flushedAt >= flushSeconds) this.#flush();
    });
  }

  /** Adds an epoch with its scores. */
  epoch({ epoch, trainLoss, seconds, metrics }: EpochReport, step: number): void {
    const line: EpochLine = {
      ...{ kind: 'epoch', epoch, step, trainLoss, seconds },
      metrics: { ...metrics },
      time: this.#now(),
    };
    this.#safely(() => {
      this.#add(line);
      this.#flush();
    });
  }

  /** Ends the log. */
  end(status: EndLine['status'], message?: string): void {
    this.#safely(() => {
      this.#add({
        ...{ kind: 'end', status, step: this.#step },
        ...(message !== undefined && { message }),
        time: this.#now(),
      });
      this.#flush();
    });
    this.#close();
  }

  /** Writes what there is, to the disk: a state of the training counts on it. */
  sync(): void {
    this.#safely(() => {
      this.#flush();
      this.#files?.lines.sync();
      this.#files?.events.sync();
    });
  }

  /** Leaves the log as it is: the training goes on in another process. */
  leave(): void {
    this.#safely(() => this.#flush());
    this.#close();
  }

  #goOn(folder: string, time: number): void {
    this.#files = {
      lines: new BufferedFile(join(folder, stepsFile), { isNew: false }),
      events: new BufferedFile(join(folder, eventFileName(time)), { isNew: false }),
    };
  }

  #add(line: TrialLogLine): void {
    this.#files?.lines.append(`${JSON.stringify(line)}\n`);
    const scalars = scalarsOf(line);
    if (scalars !== undefined) this.#files?.events.append(encodeScalars(scalars));
  }

  #flush(): void {
    this.#files?.lines.flush();
    this.#files?.events.flush();
    this.#flushedAt = this.#now();
  }

  /** Does something with the files; where that fails, there is no log any longer. */
  #safely(action: () => void): void {
    try {
      action();
    } catch (error) {
      warn(`The log of the training can't be written, which goes on without: ${messageOf(error)}`);
      this.#close();
    }
  }

  #close(): void {
    const { lines, events } = this.#files ?? {};
    this.#files = undefined;
    lines?.close();
    events?.close();
  }
}
