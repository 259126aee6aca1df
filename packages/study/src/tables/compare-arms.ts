import {
  type Comparison as Claim,
  familyLevel,
  judgeFamily,
  type Judgement,
  type PairedDifference,
  scoreMetric,
  seedsNeeded,
} from '@lamella/metrics';
import { averagePairs } from './average-pairs.ts';
import type { TrialCell } from './collect-cells.ts';
import { type Arm, type ArmPair, armTitle, findReferences, pairArms, toArms } from './arms.ts';
import { type MeasuredPair, measurePairs, scoresOfCells } from './measure-arms.ts';
import {
  findPair,
  findPrimaries,
  type FoundPrimary,
  mergePairs,
  type PlannedComparison,
} from './primary-comparisons.ts';

/** The choice of comparisons. */
export interface CompareRequest {
  /** Methods that every other one is compared with. @default those of the selections all, random and cka that there are */
  readonly against?: readonly string[] | undefined;
  /** Only these two. */
  readonly pair?: readonly [method: string, reference: string];
  /** The largest difference that doesn't matter, in the unit that tables show scores in: points. */
  readonly margin?: number | undefined;
  /** The primary comparisons of the spec, see `planPrimaries`; all others are exploratory. @default all are of one kind */
  readonly planned?: readonly PlannedComparison[];
}

/** A side of a comparison, as far as results tell it apart from others. */
export interface ComparedArm extends Omit<
  Arm,
  'cells' | 'choosesN' | 'comparedRank' | 'isMadeOf' | 'selection'
> {
  /** In print, with what tells it from other arms of the experiment. */
  readonly label: string;
}

/** Two arms on one task, or on the mean over tasks; differences and intervals are not multiplied by 100. */
export interface ComparedArms
  extends Judgement, Pick<PairedDifference, 'interval' | 'pValue' | 'standardError'> {
  readonly task: string;
  readonly taskTitle: string;
  /** Of the mean over tasks that of one of them: the others are shown in the same unit. */
  readonly metric: string;
  readonly a: ComparedArm;
  readonly b: ComparedArm;
  /** Score of a − score of b, mean over the seeds that both have. */
  readonly difference: number;
  /** On the mean over tasks those of the task that has the fewest. */
  readonly seeds: readonly number[];
  /** With which an undecided comparison would be decided, if the difference and the spread that were found are the true ones. */
  readonly seedsNeeded?: number;
  /** The number of items, where both sources of variance were taken; absent: over seeds alone. */
  readonly items?: number;
  /** The reason that nothing can be told. */
  readonly untold?: PairedDifference['untold'] | 'same layers';
  /** Of a spec that names primary comparisons: whether it is one of them, or exploratory. */
  readonly isPrimary?: boolean;
  /** Of a primary comparison: the number of seeds that the spec has for it. */
  readonly plannedSeeds?: number;
}

/** Whether an arm is the mean of several draws, so that other draws would make a difference. */
export function hasDraws({ a, b }: ComparedArms): boolean {
  return Math.max(a.numDraws, b.numDraws) > 1;
}

/** All comparisons that are shown together. */
export interface ComparedFamily {
  /** The chance of a false verdict in all of it. */
  readonly level: number;
  readonly margin?: number;
  readonly comparisons: readonly ComparedArms[];
  /** Pairs on the mean over all tasks that both were to be trained on, at least two: a family of their own. */
  readonly averages: readonly ComparedArms[];
  /** Of a spec that names some: what the study decides, a family of its own; the others are exploratory. */
  readonly primary?: PrimaryFamily;
}

/** The primary comparisons of a spec. */
export interface PrimaryFamily {
  /** The number of comparisons that the spec names, which p is adjusted for. */
  readonly planned: number;
  /** Those with results, in the order of the spec. */
  readonly comparisons: readonly ComparedArms[];
  /** Those without results on all of their tasks. */
  readonly missing: readonly Pick<PlannedComparison, 'arms' | 'on'>[];
  /** That they were not named, or not like this, before the first trial ended. */
  readonly changed?: string;
}

/**
 * Compares arms of an experiment pair by pair, over the seeds that both have: on every score, as one family, and on the mean over
 * tasks, as another. Primary comparisons of its spec are a family by themselves, and in none of the other two.
 */
export function compareArms(cells: readonly TrialCell[], request: CompareRequest = {}): ComparedFamily {
  const { margin, planned = [] } = request;
  const arms = toArms(cells);
  const plans = planned.map((plan) => [plan, findPair(arms, plan)] as const);
  const pairs = mergePairs(
    plans.map(([, pair]) => pair),
    askedPairs(arms, request),
  );
  const scores = scoresOfCells(cells);
  const measured = measurePairs(scores, pairs);
  const averages = averagePairs(measured, scores);
  const compared = new Map(arms.map((arm) => [arm, toCompared(arm, arms)]));
  const found = findPrimaries(plans, measured, averages);
  const kind = planned.length > 0 ? { isPrimary: false } : {};
  const judge = (some: readonly MeasuredPair[]): ComparedArms[] =>
    judgePairs(
      some.filter((one) => isAsked(one, request) && !found.some((primary) => primary.measured === one)),
      { compared, margin },
    ).map((one) => ({ ...one, ...kind }));
  return {
    level: familyLevel,
    ...(margin !== undefined && { margin }),
    comparisons: judge(measured),
    averages: judge(averages),
    ...(planned.length > 0 && { primary: judgePrimaries(found, { compared, request }) }),
  };
}

function askedPairs(arms: readonly Arm[], { pair, against }: CompareRequest): ArmPair[] {
  if (pair === undefined) return pairArms(arms, against ?? findReferences(arms));
  return pairArms(
    arms.filter(({ method }) => pair.includes(method)),
    [pair[1]],
  );
}

/** Whether a comparison is shown: those of primary pairs are measured even if only two other methods are asked for. */
function isAsked({ pair: [a, b] }: Pick<MeasuredPair, 'pair'>, { pair }: CompareRequest): boolean {
  return pair === undefined || (pair.includes(a.method) && pair.includes(b.method));
}

function judgePrimaries(
  found: readonly FoundPrimary[],
  {
    compared,
    request,
  }: { readonly compared: ReadonlyMap<Arm, ComparedArm>; readonly request: CompareRequest },
): PrimaryFamily {
  const { margin, pair } = request;
  const there = found.flatMap(({ plan, measured }) => (measured === undefined ? [] : [{ plan, measured }]));
  const judged = judgePairs(
    there.map(({ measured }) => measured),
    { compared, margin, planned: found.length },
  );
  return {
    planned: found.length,
    comparisons: judged.flatMap((one, i) => {
      const { plan, measured } = there[i] ?? {};
      if (measured === undefined || !isAsked(measured, request)) return [];
      return [{ ...one, isPrimary: true, plannedSeeds: plan?.seeds.length ?? 0 }];
    }),
    missing: found.flatMap(({ plan: { arms, on }, measured }) =>
      measured === undefined && (pair === undefined || arms.every((arm) => pair.includes(arm)))
        ? [{ arms, on }]
        : [],
    ),
  };
}

/** The verdicts of a family. */
function judgePairs(
  measured: readonly MeasuredPair[],
  {
    compared,
    margin,
    planned,
  }: {
    readonly compared: ReadonlyMap<Arm, ComparedArm>;
    readonly margin: number | undefined;
    /** The number of comparisons that were planned, of which some may not be there. */
    readonly planned?: number;
  },
): ComparedArms[] {
  const claims = measured.map(({ difference, score }): Claim => {
    const { better, factor } = scoreMetric(score.metric);
    return { difference, better, ...(margin !== undefined && { margin: margin / factor }) };
  });
  const judgements = judgeFamily(claims, planned === undefined ? {} : { planned });
  const level = familyLevel / (planned ?? Math.max(1, claims.filter(isTold).length));
  return measured.map(({ pair: [a, b], score, seeds, difference, isSame }, i) => {
    const { mean, interval, pValue, standardError, spreads, untold } = difference;
    const [claim, judgement] = [claims[i] as Claim, judgements[i] as Judgement];
    const needed = judgement.verdict === 'undecided' ? planSeeds(claim, level) : undefined;
    const [{ numItems } = {}, ...others] = spreads;
    return {
      ...{ task: score.name, taskTitle: score.title, metric: score.metric, seeds },
      ...{ a: compared.get(a) as ComparedArm, b: compared.get(b) as ComparedArm },
      ...{ difference: mean, interval, pValue, standardError },
      ...judgement,
      ...(needed !== undefined && { seedsNeeded: needed }),
      ...(numItems !== undefined && others.length === 0 && { items: numItems }),
      ...(untold && { untold: isSame ? 'same layers' : untold }),
    };
  });
}

function isTold({ difference }: Claim): boolean {
  return difference.untold === undefined;
}

function planSeeds(claim: Claim, level: number): number | undefined {
  if (!isTold(claim)) return undefined;
  const { difference, margin } = claim;
  const { mean: effect, spreads } = difference;
  return seedsNeeded({ effect, spreads, level, ...(margin !== undefined && { margin }) });
}

function toCompared(arm: Arm, arms: readonly Arm[]): ComparedArm {
  const { method, title, layers, rank, numDraws, model, swept } = arm;
  return { label: armTitle(arm, arms), method, title, layers, rank, numDraws, model, swept };
}
