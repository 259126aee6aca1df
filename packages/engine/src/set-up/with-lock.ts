import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
  let isWaiting = false;
  while (!acquire(path)) {
    const holder = readHolder(path);
    if (holder !== undefined && isDead(holder, path)) {
      discard(path, holder);
      continue;
    }
    if (!isWaiting && holder !== undefined) options.onWait?.(holder.pid);
    isWaiting ||= holder !== undefined;
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

/** Linking a finished file makes the lock appear with its content, so that nobody reads half of it. */
function acquire(path: string): boolean {
  const mine = `${path}.${process.pid}`;
  const holder: Holder = { host: hostname(), pid: process.pid, started: startTime(process.pid) ?? '' };
  writeFileSync(mine, JSON.stringify(holder));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (error instanceof SyntaxError) return { host: hostname(), pid: 0, started: '' };
    throw error;
  }
}

function isDead(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - touched > SILENT_MS;
  }
  return startTime(holder.pid) !== holder.started;
}

/** Moves the lock aside before removing it; if another process has taken it over meanwhile, it is put back. */
function discard(path: string, dead: Holder): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    if (JSON.stringify(readHolder(aside)) !== JSON.stringify(dead)) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
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

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
