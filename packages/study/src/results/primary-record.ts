import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@lamella/core';
import { type ExperimentSpec, type PrimaryComparison, primaryComparisons } from '@lamella/spec';

/** What the verdicts of a study rest on that are fixed before it runs: other ones after a look at results would not be at their level. */
export interface PrimaryPlan {
  readonly comparisons: readonly PrimaryComparison[];
  readonly margin?: number;
  readonly tasks: readonly string[];
  readonly seeds: readonly (readonly number[])[];
  readonly controls?: ExperimentSpec['controls'];
}

/** When the primary comparisons of a run were fixed. */
export interface PrimaryRecord {
  readonly plan: PrimaryPlan;
  /** ISO 8601 */
  readonly fixedAt: string;
  /** Trials of the run that had ended by then. */
  readonly trialsBefore: number;
  /** Parts of the plan that were changed after a trial had ended; absent: none, or there was no plan before. */
  readonly changed?: readonly (keyof PrimaryPlan)[];
}

/** The plan of a spec that names primary comparisons. */
export function primaryPlan(spec: ExperimentSpec): PrimaryPlan | undefined {
  const comparisons = primaryComparisons(spec);
  if (comparisons.length === 0) return undefined;
  const { tasks, sweep, extraSweeps = [], controls, compare: { margin } = {} } = spec;
  return {
    comparisons,
    ...(margin !== undefined && { margin }),
    tasks,
    seeds: [sweep.seed, ...extraSweeps.flatMap(({ seed }) => (seed === undefined ? [] : [seed]))],
    ...(controls && { controls }),
  };
}

/** The trials that have ended in a run's folder, with whatever settings. */
export function countEnded(folder: string): number {
  const folders = [folder, join(folder, 'superseded')].filter((one) => existsSync(one));
  return folders
    .flatMap((one) => readdirSync(one))
    .filter((name) => name.endsWith('.json') && name !== 'experiment.json').length;
}

/**
 * The record of a run's primary comparisons as it begins: that of before where they are the same, else a new one, which says how many
 * trials had ended by then.
 */
export function recordPrimary(
  spec: ExperimentSpec,
  before: PrimaryRecord | undefined,
  { trialsBefore, now = new Date() }: { readonly trialsBefore: number; readonly now?: Date },
): PrimaryRecord | undefined {
  const plan = primaryPlan(spec);
  if (plan === undefined) return undefined;
  const different = before === undefined ? [] : differenceOf(before.plan, plan);
  if (before !== undefined && different.length === 0) return before;
  const changed = [...new Set([...(before?.changed ?? []), ...different])];
  return {
    plan,
    fixedAt: now.toISOString(),
    trialsBefore,
    ...(trialsBefore > 0 && changed.length > 0 && { changed }),
  };
}

/**
 * Says that primary comparisons were not fixed before the first trial ended; undefined if they were.
 *
 * @param spec as it is now, which may have been changed since the run began
 * @param numDone results that are there now
 */
export function describeLateChange(
  spec: ExperimentSpec,
  record: PrimaryRecord | undefined,
  numDone: number,
): string | undefined {
  const plan = primaryPlan(spec);
  if (plan === undefined) return undefined;
  const since = record === undefined || numDone === 0 ? [] : differenceOf(record.plan, plan);
  const changed = [...new Set([...(record?.changed ?? []), ...since])];
  if (changed.length > 0) return lateNote(`changed after the first trial ended (${changed.join(', ')})`);
  const isLate = record === undefined ? numDone > 0 : record.trialsBefore > 0;
  return isLate ? lateNote('named after the first trial ended') : undefined;
}

function lateNote(what: string): string {
  return `The primary comparisons were ${what}: their verdicts are no better than exploratory ones.`;
}

function differenceOf(before: PrimaryPlan, now: PrimaryPlan): (keyof PrimaryPlan)[] {
  const keys = ['comparisons', 'margin', 'tasks', 'seeds', 'controls'] as const;
  return keys.filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(now[key] ?? null));
}
