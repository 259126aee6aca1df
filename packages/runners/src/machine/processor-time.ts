import { readdirSync, readFileSync } from 'node:fs';

/** Processor time, in ticks of the system's clock (a hundredth of a second on Linux), from some moment on. */
export interface ProcessorTime {
  /** Of all processors: worked, or waited for nothing. */
  readonly all: number;
  /** Of it what was worked, by anyone, or stolen from this machine by others on the same hardware. */
  readonly busy: number;
  /** Of it what this process worked and those that it has started, with what they have started. */
  readonly own: number;
}

/**
 * The processor time so far, from `/proc`; undefined where there is none, as outside of Linux. Two of them tell what happened
 * between. In a container `/proc/stat` counts the whole machine, its other containers as well: their work slows this one down.
 */
export function readProcessorTime(): ProcessorTime | undefined {
  try {
    return { ...parseMachineTime(readFileSync('/proc/stat', 'utf8')), own: readOwnTime(process.pid) };
  } catch {
    return undefined;
  }
}

/**
 * The time of all processors from the content of `/proc/stat`.
 *
 * @throws Error for other content
 */
export function parseMachineTime(stat: string): Omit<ProcessorTime, 'own'> {
  // user, nice, system, idle, iowait, irq, softirq, steal; guests' time is in user and nice already.
  const times = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  const [user, nice, system, idle, iowait = 0, irq = 0, softirq = 0, steal = 0] = times;
  if (user === undefined || nice === undefined || system === undefined || idle === undefined)
    throw new Error('Expected the times of the processors in /proc/stat');
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + iowait };
}

/** A process from the content of `/proc/PID/stat`, with its own time and that of those it has waited for. */
export function parseProcess(stat: string): { readonly parent: number; readonly ticks: number } | undefined {
  // The name in parentheses may hold anything; after it come state, parent, and from the 12th on utime, stime, cutime, cstime.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const numbers = [1, 11, 12, 13, 14].map((field) => Number(fields[field]));
  const [parent = NaN, ...ticks] = numbers;
  return numbers.every(Number.isFinite)
    ? { parent, ticks: ticks.reduce((sum, one) => sum + one, 0) }
    : undefined;
}

/** The time of a process and of all that it has started, the ended ones through those that have waited for them. */
function readOwnTime(root: number): number {
  const found = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    const process = /^\d+$/.test(name) ? readProcess(name) : undefined;
    if (process !== undefined) found.set(Number(name), process);
  }
  const isOwn = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = found.get(at)?.parent)
      if (at === root) return true;
    return false;
  };
  return [...found].reduce((sum, [pid, { ticks }]) => (isOwn(pid) ? sum + ticks : sum), 0);
}

function readProcess(pid: string): ReturnType<typeof parseProcess> {
  try {
    return parseProcess(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended.
    return undefined;
  }
}
