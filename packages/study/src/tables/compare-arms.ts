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
import { type Arm, armTitle, findReferences, pairArms, toArms } from './arms.ts';
import { type MeasuredPair, measurePairs, scoresOfCells } from './measure-arms.ts';

/** The choice of comparisons. */
export interface CompareRequest {
  /** Methods that every other one is compared with. @default those of the selections all, random and cka that there are */
  readonly against?: readonly string[] | undefined;
  /** Only these two. */
  readonly pair?: readonly [method: string, reference: string];
  /** The largest difference that doesn't matter, in the unit that tables show scores in: points. */
  readonly margin?: number | undefined;
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
}

/**
 * Compares arms of an experiment pair by pair, over the seeds that both have: on every score, as one family, and on the mean over
 * tasks, as another.
 */
export function compareArms(cells: readonly TrialCell[], request: CompareRequest = {}): ComparedFamily {
  const { pair, margin } = request;
  const arms = toArms(cells);
  const pairs =
    pair === undefined
      ? pairArms(arms, request.against ?? findReferences(arms))
      : pairArms(
          arms.filter(({ method }) => pair.includes(method)),
          [pair[1]],
        );
  const scores = scoresOfCells(cells);
  const measured = measurePairs(scores, pairs);
  const compared = new Map(arms.map((arm) => [arm, toCompared(arm, arms)]));
  const judge = (some: readonly MeasuredPair[]): ComparedArms[] => judgePairs(some, { compared, margin });
  return {
    level: familyLevel,
    ...(margin !== undefined && { margin }),
    comparisons: judge(measured),
    averages: judge(averagePairs(measured, scores)),
  };
}

/** The verdicts of a family. */
function judgePairs(
  measured: readonly MeasuredPair[],
  {
    compared,
    margin,
  }: { readonly compared: ReadonlyMap<Arm, ComparedArm>; readonly margin?: number | undefined },
): ComparedArms[] {
  const claims = measured.map(({ difference, score }): Claim => {
    const { better, factor } = scoreMetric(score.metric);
    return { difference, better, ...(margin !== undefined && { margin: margin / factor }) };
  });
  const judgements = judgeFamily(claims);
  const level = familyLevel / Math.max(1, claims.filter(isTold).length);
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
