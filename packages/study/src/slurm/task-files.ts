import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { hashJson } from '@lamella/core';
import { LogTail } from '@lamella/runners';

/** Bytes of a log that are read for its last lines. */
const tailBytes = 64 * 1024;

/** The exit code that a task wrote down when it ended; undefined if it did not. */
export function readExitCode(slurmFolder: string, taskId: string): number | undefined {
  const path = join(slurmFolder, 'ends', taskId);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').trim();
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

/** The file that a task's output goes into. */
export function taskLogPath(slurmFolder: string, taskId: string): string {
  return join(slurmFolder, 'logs', `${taskId}.log`);
}

/** The last lines of a task's output. */
export function readTaskLog(slurmFolder: string, taskId: string): string[] {
  const path = taskLogPath(slurmFolder, taskId);
  if (!existsSync(path)) return [];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const tail = new LogTail();
    tail.add(bytes.toString('utf8', 0, read));
    return tail.lines();
  } finally {
    closeSync(file);
  }
}

/** What a trial has to go on from, as text that is only good for comparing: the names, sizes and times of files in some folders. */
export function progressMark(folders: readonly string[]): string {
  return hashJson(folders.map(filesIn)).slice(0, 16);
}

function filesIn(folder: string): unknown[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map(String).sort();
  return names.flatMap((name) => {
    const info = statSync(join(folder, name), { throwIfNoEntry: false });
    return info?.isFile() === true ? [[name, info.size, info.mtimeMs]] : [];
  });
}
