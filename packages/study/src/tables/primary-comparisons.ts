import { resolveCount } from '@lamella/metrics/selection';
import { countAdaptedLayers } from '@lamella/planning';
import {
  expandParts,
  type ExperimentSpec,
  isCandidate,
  MEAN_OVER_TASKS,
  type PrimaryComparison,
  primaryComparisons,
} from '@lamella/spec';
import { type Arm, type ArmPair, pairArms, toArms } from './arms.ts';
import type { TrialCell } from './collect-cells.ts';
import type { MeasuredPair } from './measure-arms.ts';

/** A primary comparison with all that its spec plans for it, whatever of that is there. */
export interface PlannedComparison extends PrimaryComparison {
  /** Those that both arms are trained on. */
  readonly tasks: readonly string[];
  /** Those that both arms have on each of these tasks. */
  readonly seeds: readonly number[];
}

/** The primary comparisons of a spec. @param cells of an experiment of it, which may be parts of the spec */
export function planPrimaries(spec: ExperimentSpec, cells: readonly TrialCell[]): PlannedComparison[] {
  const comparisons = primaryComparisons(spec);
  const numLayers = cells[0]?.trial.numLayers;
  if (comparisons.length === 0 || numLayers === undefined) return [];
  const trials = expandParts(spec, [{}], () => numLayers).filter((trial) => !isCandidate(trial));
  const arms = toArms(
    trials.map((trial) => ({ trial, layers: countAdaptedLayers(trial), state: 'missing' as const })),
  );
  return comparisons.map((one) => ({ ...one, ...extentOf(findPair(arms, one), one.on) }));
}

/** The arms of a comparison; undefined if one of them is not there. */
export function findPair(
  arms: readonly Arm[],
  { arms: names, layers, rank }: PrimaryComparison,
): ArmPair | undefined {
  const [name, reference] = names;
  const own = arms.filter(
    (arm) =>
      names.includes(arm.method) &&
      (layers === undefined || !arm.choosesN || arm.layers === countOf(layers, arm)) &&
      (rank === undefined || arm.rank === 0 || arm.comparedRank === rank),
  );
  return pairArms(own, [reference]).find(([arm]) => arm.method === name);
}

function countOf(layers: number, { cells }: Arm): number {
  const numLayers = cells[0]?.trial.numLayers ?? 0;
  return layers > numLayers ? layers : resolveCount(layers, numLayers);
}

function extentOf(pair: ArmPair | undefined, on: string): Pick<PlannedComparison, 'tasks' | 'seeds'> {
  if (pair === undefined) return { tasks: [], seeds: [] };
  const [a = [], b = []] = pair.map(({ cells }) => cells.map(({ trial }) => trial));
  const tasks = common(a, b, ({ task }) => task as string).filter(
    (task) => on === MEAN_OVER_TASKS || task === on,
  );
  // A benchmark is not the task that is trained for it.
  const trained = tasks.length > 0 ? tasks : common(a, b, ({ task }) => task as string);
  const ofTasks = trained.map((name) =>
    common(
      ...([a, b].map((trials) => trials.filter(({ task }) => task === name)) as [typeof a, typeof b]),
      ({ seed }) => seed,
    ),
  );
  const [first = [], ...others] = ofTasks;
  return { tasks: trained, seeds: first.filter((seed) => others.every((seeds) => seeds.includes(seed))) };
}

function common<T, V>(a: readonly T[], b: readonly T[], of: (item: T) => V): V[] {
  const other = new Set(b.map(of));
  return [...new Set(a.map(of))].filter((value) => other.has(value));
}

/** A planned comparison, and the arms and scores of it that are there. */
export interface FoundPrimary {
  readonly plan: PlannedComparison;
  readonly pair: ArmPair | undefined;
  /** Undefined as long as scores are missing that it is on. */
  readonly measured: MeasuredPair | undefined;
}

/** Finds the planned comparisons among all that were measured; on the mean over tasks only where it is on all that are planned. */
export function findPrimaries(
  planned: readonly (readonly [plan: PlannedComparison, pair: ArmPair | undefined])[],
  measured: readonly MeasuredPair[],
  averages: readonly MeasuredPair[],
): FoundPrimary[] {
  return planned.map(([plan, pair]) => {
    const own = (list: readonly MeasuredPair[]): MeasuredPair[] => list.filter((one) => one.pair === pair);
    if (plan.on !== MEAN_OVER_TASKS)
      return { plan, pair, measured: own(measured).find(({ score }) => score.name === plan.on) };
    const tasks = new Set<string>(own(measured).map(({ score }) => score.trainedOn));
    const [average] = own(averages);
    return { plan, pair, measured: plan.tasks.every((task) => tasks.has(task)) ? average : undefined };
  });
}

/** Pairs that are asked for and those of primary comparisons, each once, in the order of the latter where both have it. */
export function mergePairs(primary: readonly (ArmPair | undefined)[], asked: readonly ArmPair[]): ArmPair[] {
  const first = primary.filter((pair) => pair !== undefined);
  return [...first, ...asked.filter(([a, b]) => !first.some((pair) => pair.includes(a) && pair.includes(b)))];
}
