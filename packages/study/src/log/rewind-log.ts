import { readFileSync, renameSync, existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { encodeEventFileStart, encodeScalars, eventFileName } from '@lamella/files';
import { stepsFile } from './attempts.ts';
import { trialLogLine, type AttemptLine, type TrialLogLine } from './log-lines.ts';
import { scalarsOf } from './log-scalars.ts';

/** The place in a training that its log is to end at. */
export interface LogPlace {
  /** Steps so far. */
  readonly step: number;
  /** Epochs that were evaluated. */
  readonly epoch: number;
}

/**
 * Takes back what a log says of a training beyond the place that it goes on from: its lines, and for TensorBoard its events, are
 * written again up to there.
 *
 * @returns the log's first line; undefined if it is not of this training, or does not reach the place
 */
export function rewindLog(folder: string, key: string, place: LogPlace): AttemptLine | undefined {
  const path = join(folder, stepsFile);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n').flatMap(parse);
  const first = lines[0]?.line;
  if (first?.kind !== 'attempt' || first.key !== key) return undefined;
  const kept = lines.filter(({ line }) => isBefore(line, place));
  if (kept.filter(({ line }) => line.kind === 'step').length !== place.step) return undefined;
  const events = kept.flatMap(({ line }) => scalarsOf(line) ?? []);
  replace(
    join(folder, eventFileName(first.time)),
    Buffer.concat([encodeEventFileStart(first.time), ...events.map(encodeScalars)]),
  );
  replace(path, kept.map(({ text }) => `${text}\n`).join(''));
  return first;
}

function isBefore(line: TrialLogLine, place: LogPlace): boolean {
  if (line.kind === 'step') return line.step <= place.step;
  return line.kind === 'epoch' ? line.epoch <= place.epoch : line.kind === 'attempt';
}

/** A new file in the place of another: who reads the log begins anew then. */
function replace(path: string, content: string | Buffer): void {
  // TensorBoard reads every file that has `tfevents` in its name.
  const temporary = join(dirname(path), `${basename(path).replace('tfevents', 'events')}.rewound`);
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** A line that a killed process has left unfinished is none. */
function parse(text: string): { readonly text: string; readonly line: TrialLogLine }[] {
  try {
    const { data } = trialLogLine.safeParse(JSON.parse(text));
    return data === undefined ? [] : [{ text, line: data }];
  } catch {
    return [];
  }
}
