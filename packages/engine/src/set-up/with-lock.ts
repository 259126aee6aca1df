import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLockFile, readLockFile, removeStaleLock } from '@lamella/core';

/** Who holds a lock. The start time tells a process from a later one with the same id. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly started: string;
}

export interface LockOptions {
  /** Called once if another process holds the lock. */
  readonly onWait?: (pid: number) => void;
  readonly pollMs?: number;
}

/** A holder on another host cannot be looked up; it is taken for dead when its lock has not been touched this long. */
const SILENT_MS = 120_000;
const TOUCH_MS = 10_000;

/**
 * Runs an action while holding a lock file, so that of several processes one works and the others wait.
 * The lock of a process that died is taken over.
 */
export async function withLock<T>(
  path: string,
  action: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const holder: Holder = { host: hostname(), pid: process.pid, started: startTime(process.pid) ?? '' };
  const own = JSON.stringify(holder);
  let isWaiting = false;
  while (!(await createLockFile(path, own))) {
    const content = await readLockFile(path);
    if (content === undefined) continue;
    if (isStale(content, path)) {
      await removeStaleLock({ path, content, own, isStale });
      continue;
    }
    if (!isWaiting) options.onWait?.(parseHolder(content).pid);
    isWaiting = true;
    await sleep(options.pollMs ?? 250);
  }
  const touch = setInterval(() => refresh(path), TOUCH_MS);
  touch.unref();
  try {
    return await action();
  } finally {
    clearInterval(touch);
    rmSync(path, { force: true });
  }
}

/** Shows processes on other hosts that the holder lives. Somebody may have removed the file, which does no harm. */
function refresh(path: string): void {
  if (existsSync(path)) utimesSync(path, new Date(), new Date());
}

/** A file that holds something else is taken for the lock of a process that is gone. */
function parseHolder(content: string): Holder {
  try {
    return JSON.parse(content) as Holder;
  } catch {
    return { host: hostname(), pid: 0, started: '' };
  }
}

function isStale(content: string, path: string): boolean {
  const holder = parseHolder(content);
  if (holder.host !== hostname()) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - touched > SILENT_MS;
  }
  return startTime(holder.pid) !== holder.started;
}

/** When a process started, in whatever form the system tells it; undefined if there is no such process. */
function startTime(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may hold spaces; the start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
