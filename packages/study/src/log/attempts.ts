import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** The file of a trial's steps, in the folder of its logs. */
export const stepsFile = 'steps.jsonl';

/** The folder of a trial's logs. */
export function logFolderOf(runFolder: string, trialId: string): string {
  return join(runFolder, 'logs', trialId);
}

/**
 * The files of steps in the folder of a trial's logs: that of the present attempt, then those of attempts before it, the latest
 * first, which are looked for only then.
 */
export function* listAttempts(folder: string): Generator<string> {
  const present = join(folder, stepsFile);
  if (existsSync(present)) yield present;
  for (const number of formerAttempts(folder).sort((a, b) => b - a)) {
    const path = join(folder, `attempt-${number}`, stepsFile);
    if (existsSync(path)) yield path;
  }
}

/**
 * Moves the files of an attempt before into a folder of its own, `attempt-1` and so on, so that nothing is mixed: neither the lines
 * of steps nor, in TensorBoard, the curves.
 *
 * @returns the number of the attempt that begins
 */
export function startAttempt(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const next = Math.max(0, ...formerAttempts(folder)) + 1;
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length === 0) return next;
  const former = join(folder, `attempt-${next}`);
  mkdirSync(former);
  for (const { name } of files) renameSync(join(folder, name), join(former, name));
  return next + 1;
}

function formerAttempts(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const number = /^attempt-(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}
