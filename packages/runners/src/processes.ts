import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/**
 * When a running process was started, as text that is only good for comparing: a process id is used again after
 * its process has ended, both together are not. `undefined` if there is no such process, or if it has ended and
 * only waits for its parent to take notice.
 */
export async function processStartTime(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return askPs(pid, 'lstart');
  const stat = await readOrUndefined(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets and may hold anything. The third is the state, Z for a
  // process that has ended; the 22nd is the start.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === 'Z' ? undefined : fields[18];
}

/** The memory that a process occupies, in bytes. `undefined` if there is no such process. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const kibibytes =
    process.platform === 'linux'
      ? (await readOrUndefined(`/proc/${pid}/status`))?.match(/^VmRSS:\s+(\d+) kB$/mu)?.[1]
      : await askPs(pid, 'rss');
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** How many processes the kernel has killed for want of memory since it started. 0 where that isn't told. */
export async function countMemoryKills(): Promise<number> {
  const counters = await readOrUndefined('/proc/vmstat');
  return Number(counters?.match(/^oom_kill (\d+)$/mu)?.[1] ?? 0);
}

async function askPs(pid: number, column: string): Promise<string | undefined> {
  const { stdout } = await execa('ps', ['-o', `${column}=`, '-p', String(pid)], { reject: false });
  return stdout?.trim() || undefined;
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
