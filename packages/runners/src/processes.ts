import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** Per second: what Linux shows to programs, whatever it counts with. */
const KERNEL_TICKS = 100;

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

/** Processor seconds that a process has taken, all its threads together. `undefined` if there is no such process. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return parseCpuTime(await askPs(pid, 'time'));
  const stat = await readOrUndefined(`/proc/${pid}/stat`);
  // Counted from the third field on, the state: the 14th is the time in user mode, the 15th in the kernel.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return (Number(fields[11]) + Number(fields[12])) / KERNEL_TICKS;
}

/** `[[days-]hours:]minutes:seconds` as seconds. */
export function parseCpuTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => 60 * sum + Number(part), 0);
  return 86_400 * Number(days) + seconds;
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
