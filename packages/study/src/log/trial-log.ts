import { join } from 'node:path';
import { messageOf, warn } from '@lamella/core';
import { encodeEventFileStart, encodeScalars, eventFileName, type ScalarEvent } from '@lamella/files';
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

/** Whose log it is, and what is planned. */
export type LoggedTraining = Pick<AttemptLine, 'trial' | 'key' | 'steps' | 'epochs'>;

export interface TrialLogOptions {
  /** Seconds since 1970. @default the time */
  now?(): number;
}

/** Files are written at most this often while steps are taken, so that a log costs a step nothing. */
const flushSeconds = 1;

/**
 * The log of a training, in a folder of the trial's own: each step and each epoch as a line of JSON (`steps.jsonl`), and the same
 * numbers for TensorBoard, with the tags that transformers' Trainer gives them. What an attempt before has left is moved aside. A log
 * that can't be written is told of once, and the training goes on.
 */
export class TrialLog {
  readonly #now: () => number;
  #files: { readonly lines: BufferedFile; readonly events: BufferedFile } | undefined;
  #flushedAt = 0;
  #step = 0;

  constructor(
    folder: string,
    training: LoggedTraining,
    { now = () => Date.now() / 1000 }: TrialLogOptions = {},
  ) {
    this.#now = now;
    this.#safely(() => {
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
      this.#add(line, {
        'train/loss': loss,
        'train/learning_rate': learningRate,
        'train/grad_norm': gradNorm,
        'train/seconds_per_step': seconds,
      });
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
    const scores = Object.entries(metrics).map(([name, value]) => [`eval/${name}`, value] as const);
    this.#safely(() => {
      this.#add(line, { 'train/epoch': epoch, ...Object.fromEntries(scores) });
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

  #add(line: TrialLogLine, scalars?: ScalarEvent['scalars']): void {
    this.#files?.lines.append(`${JSON.stringify(line)}\n`);
    if (scalars === undefined) return;
    const { time } = line;
    this.#files?.events.append(encodeScalars({ time, step: this.#step, scalars }));
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
