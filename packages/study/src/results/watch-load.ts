import { cpus, loadavg } from 'node:os';
import { type ProcessorTime, readProcessorTime } from '@lamella/runners';
import type { RunRecord } from './trial-result.ts';

/** The load of the machine while a trial ran. */
export type LoadRecord = NonNullable<RunRecord['load']>;

/** Others may use this share of the machine's processor time while it still counts as quiet. */
const QUIET_SHARE = 0.05;

/** The readings that a load is made of. */
export interface LoadReading {
  /** Processes that wanted to run, averaged over the last minute. */
  readonly average: number;
  /** Undefined where the system doesn't tell. */
  readonly time: ProcessorTime | undefined;
}

/** Reads the machine's load now. */
function readLoad(): LoadReading {
  return { average: loadavg()[0] ?? 0, time: readProcessorTime() };
}

/**
 * Starts to watch the machine's load.
 *
 * @param threads that the run's workers have together
 * @returns what ends it and gives the record
 */
export function watchLoad(threads: number): () => LoadRecord {
  const start = readLoad();
  return () => loadBetween(start, readLoad(), { threads, cores: cpus().length });
}

/**
 * The load between two readings: `others` is the share of the machine's processor time that was worked but not by this run,
 * (Δbusy − Δown) / Δall. The machine was quiet if that is at most 5 % and the run's own threads had a core each: only then do
 * seconds say something about the trial alone.
 */
export function loadBetween(
  start: LoadReading,
  end: LoadReading,
  { threads, cores }: { readonly threads: number; readonly cores: number },
): LoadRecord {
  const averages = { start: start.average, end: end.average };
  if (start.time === undefined || end.time === undefined) return averages;
  const all = end.time.all - start.time.all;
  if (all <= 0) return averages;
  const foreign = end.time.busy - start.time.busy - (end.time.own - start.time.own);
  const others = Math.round(Math.min(1, Math.max(0, foreign / all)) * 10_000) / 10_000;
  return { ...averages, others, quiet: others <= QUIET_SHARE && threads <= cores };
}
