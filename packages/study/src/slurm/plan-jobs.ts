import { cut, groupBy, hashJson } from '@lamella/core';
import type { SlurmRequest } from '@lamella/runners';

/** A trial that is to be submitted. */
export interface WantedTrial {
  readonly id: string;
  readonly request: SlurmRequest;
  /** Names the importance that it waits for, if several do; one that is there already is not named. */
  readonly importance?: string | undefined;
}

/** A job that is to be submitted: an array of trials, or the importance that arrays wait for. */
export interface PlannedJob {
  readonly name: string;
  readonly kind: 'trials' | 'importance';
  /** An array's, one a task; for importance the trial that it is measured for. */
  readonly trials: readonly string[];
  readonly request: SlurmRequest;
  /** Tasks that run at the same time. */
  readonly concurrency?: number;
  /** The name of the job that has to be done first. */
  readonly needs?: string;
  /** The name of the job that has to be over first, so that not more run at the same time than are wanted. */
  readonly follows?: string;
}

export interface PlanOptions {
  /** Tasks that run at the same time, of all jobs together. @default any */
  readonly concurrency?: number | undefined;
  /** Tasks that an array may have. */
  readonly maxArraySize: number;
  /** The number of jobs that there are already, for names. */
  readonly numBefore?: number;
}

/**
 * The jobs of trials: one array for all that ask for the same and wait for the same importance, cut where it is longer than an array
 * may be. Where concurrency is limited, the jobs stand in that many lanes at most: those of a lane follow one another, and lanes share
 * the limit. So it holds whether or not anybody watches.
 */
export function planJobs(
  trials: readonly WantedTrial[],
  { concurrency, maxArraySize, numBefore = 0 }: PlanOptions,
): PlannedJob[] {
  const shared = [...groupBy(trials, ({ importance }) => importance ?? '')]
    .filter(([importance, group]) => importance !== '' && group.length > 1)
    .map(([importance, [first]]) => ({ importance, first }));
  const firstJobs = shared.flatMap(({ importance, first }): (Unnamed & { readonly importance: string })[] =>
    first === undefined
      ? []
      : [{ kind: 'importance', trials: [first.id], request: first.request, importance }],
  );
  const needed = new Set(shared.map(({ importance }) => importance));
  const needOf = ({ importance = '' }: WantedTrial): string | undefined =>
    needed.has(importance) ? importance : undefined;
  const classes = groupBy(trials, (trial) => hashJson([trial.request, needOf(trial) ?? null]));
  const arrays = [...classes.values()].flatMap((group) =>
    cut(group, maxArraySize).map((part) => {
      const [one] = part as [WantedTrial, ...WantedTrial[]];
      const need = needOf(one);
      return {
        ...{ kind: 'trials' as const, trials: part.map(({ id }) => id), request: one.request },
        ...(need !== undefined && { importance: need }),
      };
    }),
  );
  return inLanes(named([...firstJobs, ...arrays], numBefore), concurrency);
}

type Unnamed = Omit<PlannedJob, 'name' | 'needs' | 'follows' | 'concurrency'>;

/** Names jobs, and arrays' needs by the names of the jobs of importance. */
function named(
  jobs: readonly (Unnamed & { readonly importance?: string })[],
  numBefore: number,
): PlannedJob[] {
  const names = jobs.map(({ kind }, index) => `${kind}-${numBefore + index + 1}`);
  const measuring = new Map(
    jobs.flatMap(({ kind, importance }, index) =>
      kind === 'importance' ? [[importance, names[index]]] : [],
    ),
  );
  return jobs.map(({ importance, ...job }, index) => {
    const needs = job.kind === 'trials' ? measuring.get(importance) : undefined;
    return { name: names[index] ?? '', ...job, ...(needs !== undefined && { needs }) };
  });
}

function inLanes(jobs: readonly PlannedJob[], concurrency: number | undefined): PlannedJob[] {
  if (concurrency === undefined) return [...jobs];
  const numLanes = Math.min(concurrency, jobs.length);
  return jobs.map((job, index) => {
    const before = jobs[index - numLanes];
    const lane = index % numLanes;
    const share = Math.floor(concurrency / numLanes) + (lane < concurrency % numLanes ? 1 : 0);
    return { ...job, concurrency: share, ...(before && { follows: before.name }) };
  });
}
