import { availableParallelism } from 'node:os';
import { defaults, type ExperimentSpec } from '@lamella/spec';

/** How many trials run at a time, and the threads of each: unless a spec says so, processors are shared evenly. */
export function shareCores({
  workers = defaults.workers,
  threads,
}: Pick<ExperimentSpec, 'workers' | 'threads'>): {
  readonly workers: number;
  readonly threads: number;
} {
  return { workers, threads: threads ?? Math.max(1, Math.floor(availableParallelism() / workers)) };
}
