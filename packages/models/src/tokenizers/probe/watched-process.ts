import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a process may use before it is ended. */
export interface ProcessLimits {
  /** Of the processor's time, whatever else the machine does. */
  readonly cpuSeconds: number;
  readonly bytes: number;
}

const POLL_MS = 50;
/** A process that sleeps uses no processor time. */
const MOST_WALL_SECONDS_PER_CPU = 30;
/** Of Linux: `sysconf(_SC_CLK_TCK)` and the size of a page, the same on all machines that TensorFlow is built for. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/**
 * Runs a command to its end, or to its limits; its output is thrown away.
 *
 * @returns why it is not to be trusted: a clause such as `was ended by SIGABRT`; undefined if it ended with 0
 */
export function runWatched(
  file: string,
  args: readonly string[],
  { cpuSeconds, bytes }: ProcessLimits,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'ignore' });
    let verdict: string | undefined;
    const end = (reason: string): void => {
      verdict = reason;
      child.kill('SIGKILL');
    };
    const isLate = setTimeout(() => end('does not end'), cpuSeconds * MOST_WALL_SECONDS_PER_CPU * 1000);
    const poll = setInterval(() => {
      const use = readUse(child.pid);
      if (use === undefined) return;
      if (use.cpuSeconds > cpuSeconds) end(`takes more than ${cpuSeconds} s of processor time`);
      else if (use.bytes > bytes) end(`takes more than ${Math.round(bytes / 2 ** 20)} MiB of memory`);
    }, POLL_MS);
    const finish = (reason: string | undefined): void => {
      clearTimeout(isLate);
      clearInterval(poll);
      resolve(verdict ?? reason);
    };
    child.on('error', ({ message }) => finish(`can't be started: ${message}`));
    child.on('exit', (code, signal) => {
      if (signal !== null) finish(`was ended by ${signal}`);
      else finish(code === 0 ? undefined : `ended with exit code ${code}`);
    });
  });
}

/** Undefined for a process that has ended, and where the system doesn't tell. */
function readUse(pid: number | undefined): ProcessLimits | undefined {
  try {
    // The name in parentheses may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, pages = 0] = [fields[11], fields[12], fields[21]].map(Number);
    return { cpuSeconds: (user + system) / TICKS_PER_SECOND, bytes: pages * PAGE_BYTES };
  } catch {
    return undefined;
  }
}
