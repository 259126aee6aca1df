import { cpus, loadavg, totalmem } from 'node:os';

/** What a benchmark runs on. */
export interface Machine {
  /** `2 × AMD EPYC` */
  readonly processor: string;
  /** `24 GiB` */
  readonly memory: string;
}

/** This machine. */
export function findMachine(): Machine {
  const all = cpus();
  return {
    processor: `${all.length} × ${all[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  };
}

/** The average number of running processes over the last minute. */
export function readLoad(): number {
  return loadavg()[0] ?? NaN;
}

/** This machine and its load, in a line: `2 × AMD EPYC, 24 GiB, load 1.8`. */
export function describeMachine(): string {
  const { processor, memory } = findMachine();
  return `${processor}, ${memory}, load ${readLoad().toFixed(1)}`;
}
