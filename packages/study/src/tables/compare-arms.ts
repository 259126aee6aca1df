import { groupBy } from '@lamella/core';
import {
  type Comparison as Claim,
  familyLevel,
  judgeFamily,
  type Judgement,
  mean,
  pairedDifference,
  type PairedDifference,
  scoreMetric,
  seedsNeeded,
} from '@lamella/metrics';
import type { TrialCell } from './collect-cells.ts';
import { type ScoreInfo, scoresOf } from './scores.ts';
import { type Arm, type ArmPair, armTitle, findReferences, pairArms, toArms } from './arms.ts';
import { itemiseScore, type ItemisedScore } from './seed-scores.ts';

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

/** Two arms on one task; differences and intervals are not multiplied by 100. */
export interface ComparedArms
  extends Judgement, Pick<PairedDifference, 'interval' | 'pValue' | 'standardError' | 'untold'> {
  readonly task: string;
  readonly taskTitle: string;
  readonly metric: string;
  readonly a: ComparedArm;
  readonly b: ComparedArm;
  /** Score of a − score of b, mean over the seeds that both have. */
  readonly difference: number;
  readonly seeds: readonly number[];
  /** With which an undecided comparison would be decided, if the difference and the spread that were found are the true ones. */
  readonly seedsNeeded?: number;
  /** The number of items, where both sources of variance were taken; absent: over seeds alone. */
  readonly items?: number;
}

/** All comparisons that are shown together. */
export interface ComparedFamily {
  /** The chance of a false verdict in all of it. */
  readonly level: number;
  readonly margin?: number;
  readonly comparisons: readonly ComparedArms[];
}

/** Compares arms of an experiment pair by pair on every score, over the seeds that both have, as one family. */
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
  const found = measureAll(cells, arms, pairs);
  const claims = found.map(({ difference, metric }) => {
    const { better, factor } = scoreMetric(metric);
    return { difference, better, ...(margin !== undefined && { margin: margin / factor }) };
  });
  const judgements = judgeFamily(claims);
  const level = familyLevel / Math.max(1, claims.filter(isTold).length);
  const comparisons = found.map(({ difference, ...one }, i) => {
    const { mean: average, interval, pValue, standardError, spread, untold } = difference;
    const [claim, judgement] = [claims[i] as Claim, judgements[i] as Judgement];
    const needed = judgement.verdict === 'undecided' ? planSeeds(claim, level) : undefined;
    return {
      ...one,
      ...{ difference: average, interval, pValue, standardError },
      ...judgement,
      ...(needed !== undefined && { seedsNeeded: needed }),
      ...(spread.numItems !== undefined && { items: spread.numItems }),
      ...(untold && { untold }),
    };
  });
  return { level: familyLevel, ...(margin !== undefined && { margin }), comparisons };
}

/** The paired differences of all pairs on every score that both have. */
function measureAll(cells: readonly TrialCell[], arms: readonly Arm[], pairs: readonly ArmPair[]): Found[] {
  const compared = new Map(arms.map((arm) => [arm, toCompared(arm, arms)]));
  return scoresOfCells(cells).flatMap(({ trainedOn, ...info }) => {
    const scores = new ArmScores(info, trainedOn);
    const { name: task, title: taskTitle, metric } = info;
    return pairs.flatMap(([a, b]) => {
      const measured = measure(scores.of(a), scores.of(b));
      if (measured === undefined) return [];
      const sides = { a: compared.get(a) as ComparedArm, b: compared.get(b) as ComparedArm };
      return [{ task, taskTitle, metric, ...measured, ...sides }];
    });
  });
}

function isTold({ difference }: Claim): boolean {
  return difference.untold === undefined;
}

function planSeeds(claim: Claim, level: number): number | undefined {
  if (!isTold(claim)) return undefined;
  const { difference, margin } = claim;
  const { mean: effect, spread } = difference;
  return seedsNeeded({ effect, spread, level, ...(margin !== undefined && { margin }) });
}

/** The scores of an experiment, each once, with the tasks that they are of. */
function scoresOfCells(cells: readonly TrialCell[]): (ScoreInfo & { readonly trainedOn: string })[] {
  const infos = cells.flatMap(({ trial }) =>
    scoresOf(trial).map((info) => ({ ...info, trainedOn: trial.task })),
  );
  return [...new Map(infos.map((info) => [`${info.trainedOn} ${info.name}`, info])).values()];
}

/** The scores of an arm's trials by their seeds. */
type ScoresBySeed = ReadonlyMap<number, ItemisedScore>;

/** One score of arms. Resampling takes a while, and most arms are in several comparisons; those of the next score need it no more. */
class ArmScores {
  readonly #info: ScoreInfo;
  readonly #trainedOn: string;
  readonly #known = new Map<Arm, ScoresBySeed>();

  constructor(info: ScoreInfo, trainedOn: string) {
    this.#info = info;
    this.#trainedOn = trainedOn;
  }

  of(arm: Arm): ScoresBySeed {
    const known = this.#known.get(arm) ?? this.#bySeed(arm);
    this.#known.set(arm, known);
    return known;
  }

  /** Of draws the mean over those of a seed. */
  #bySeed({ cells }: Arm): ScoresBySeed {
    const groups = groupBy(
      cells.flatMap((cell) => this.#score(cell)),
      ([seed]) => seed,
    );
    return new Map([...groups].map(([seed, own]) => [seed, meanScore(own.map(([, score]) => score))]));
  }

  #score({ trial, result }: TrialCell): (readonly [seed: number, score: ItemisedScore])[] {
    if (result === undefined || trial.task !== this.#trainedOn) return [];
    const score = itemiseScore(result, this.#info);
    return score === undefined ? [] : [[trial.seed, score]];
  }
}

type Found = Measured & Pick<ComparedArms, 'task' | 'taskTitle' | 'metric' | 'a' | 'b'>;

interface Measured {
  readonly seeds: readonly number[];
  readonly difference: PairedDifference;
}

/** The paired difference of two arms on a score; undefined if no seed has both. */
function measure(a: ScoresBySeed, b: ScoresBySeed): Measured | undefined {
  const seeds = [...a.keys()].filter((seed) => b.has(seed));
  if (seeds.length === 0) return undefined;
  const take = (of: ScoresBySeed) => seeds.map((seed) => of.get(seed) as ItemisedScore);
  return { seeds, difference: pairedDifference(...withSameItems(take(a), take(b))) };
}

/** Without the resampled scores where results are not of the same items. */
function withSameItems(
  a: readonly ItemisedScore[],
  b: readonly ItemisedScore[],
): [ItemisedScore[], ItemisedScore[]] {
  const [first, ...others] = [...a, ...b].map(({ labels }) => labels);
  if (others.every((labels) => areEqual(labels, first))) return [[...a], [...b]];
  const withoutItems = ({ resampled: _, ...one }: ItemisedScore): ItemisedScore => one;
  return [a.map(withoutItems), b.map(withoutItems)];
}

/** The mean of several scores, item by item where they are of the same items. */
function meanScore(scores: readonly ItemisedScore[]): ItemisedScore {
  const [first, ...others] = withSameItems(scores, [])[0];
  if (first === undefined) throw new Error('Expected a score');
  if (others.length === 0) return first;
  const resampled = others.every((one) => one.resampled !== undefined) ? first.resampled : undefined;
  const { resampled: _, ...plain } = first;
  return {
    ...plain,
    score: mean(scores.map(({ score }) => score)),
    ...(resampled && {
      resampled: resampled.map((value, draw) =>
        mean([value, ...others.map((one) => one.resampled?.[draw] ?? NaN)]),
      ),
    }),
  };
}

function areEqual(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return a === b;
  return a.every((label, item) => label === b[item]);
}

function toCompared(arm: Arm, arms: readonly Arm[]): ComparedArm {
  const { method, title, layers, rank, model, swept } = arm;
  return { label: armTitle(arm, arms), method, title, layers, rank, model, swept };
}
