import { median } from '@lamella/metrics';

/** Seconds that each of some repetitions took, after one that is not counted: it compiles. */
export interface Timing {
  readonly median: number;
  readonly fastest: number;
  /** Seconds of all threads together: what a machine that does other work at the same time falsifies least. */
  readonly cpuMedian: number;
  /** Of the repetition that is not counted. */
  readonly first: number;
}

/** Times a piece of work that ends with a value read back. */
export function timeRepeated(work: () => void, repetitions: number): Timing {
  const first = timeOnce(work);
  const times = Array.from({ length: repetitions }, () => timeOnce(work));
  return {
    median: median(times.map(({ seconds }) => seconds)),
    fastest: Math.min(...times.map(({ seconds }) => seconds)),
    cpuMedian: median(times.map(({ cpuSeconds }) => cpuSeconds)),
    first: first.seconds,
  };
}

function timeOnce(work: () => void): { readonly seconds: number; readonly cpuSeconds: number } {
  const begin = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The largest resident memory of this process so far, in MiB, as Python's `ru_maxrss` has it. */
export function maxRssMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}
