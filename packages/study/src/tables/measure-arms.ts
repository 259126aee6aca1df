import { groupBy } from '@lamella/core';
import { mean, pairedDifference, type PairedDifference } from '@lamella/metrics';
import { type Arm, type ArmPair } from './arms.ts';
import type { TrialCell } from './collect-cells.ts';
import { type ScoreInfo, scoresOf } from './scores.ts';
import { itemiseScore, type ItemisedScore } from './seed-scores.ts';

/** A score of an experiment, and the task that is trained for it. */
export interface TrainedScore extends ScoreInfo {
  readonly trainedOn: string;
}

/** The difference of two arms on a score. */
export interface MeasuredPair {
  readonly pair: ArmPair;
  readonly score: TrainedScore;
  /** Those that both arms have. */
  readonly seeds: readonly number[];
  readonly difference: PairedDifference;
  /** Whether both arms have the same layers and the same scores with each of them: the same trainings by two names. */
  readonly isSame: boolean;
}

/** The paired differences of all pairs on every score that both have, score by score. */
export function measurePairs(scores: readonly TrainedScore[], pairs: readonly ArmPair[]): MeasuredPair[] {
  return scores.flatMap((score) => {
    const own = new ArmScores(score);
    return pairs.flatMap((pair) => {
      const [a, b] = pair;
      const measured = measure(own.of(a), own.of(b));
      if (measured === undefined) return [];
      const { seeds, difference } = measured;
      const hasSameScores = difference.untold === 'no spread' && difference.mean === 0;
      const isSame = hasSameScores && haveSameLayers(pair, { score, seeds });
      return [{ pair, score, seeds, difference, isSame }];
    });
  });
}

/** The scores of an experiment, each once. */
export function scoresOfCells(cells: readonly TrialCell[]): TrainedScore[] {
  const infos = cells.flatMap(({ trial }) =>
    scoresOf(trial).map((info) => ({ ...info, trainedOn: trial.task })),
  );
  return [...new Map(infos.map((info) => [`${info.trainedOn} ${info.name}`, info])).values()];
}

/** The scores of an arm's trials by their seeds. */
type ScoresBySeed = ReadonlyMap<number, ItemisedScore>;

/** One score of arms. Resampling takes a while, and most arms are in several comparisons; those of the next score need it no more. */
class ArmScores {
  readonly #info: TrainedScore;
  readonly #known = new Map<Arm, ScoresBySeed>();

  constructor(info: TrainedScore) {
    this.#info = info;
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
      ({ seed }) => seed,
    );
    return new Map([...groups].map(([seed, own]) => [seed, scoreOf(own)]));
  }

  #score({ trial, result }: TrialCell): TrialScore[] {
    if (result === undefined || trial.task !== this.#info.trainedOn) return [];
    const score = itemiseScore(result, this.#info);
    return score === undefined ? [] : [{ seed: trial.seed, draw: trial.control?.draw?.number, score }];
  }
}

interface TrialScore {
  readonly seed: number;
  /** Its number, of one of several draws. */
  readonly draw: number | undefined;
  readonly score: ItemisedScore;
}

function haveSameLayers([a, b]: ArmPair, { score, seeds }: Pick<MeasuredPair, 'score' | 'seeds'>): boolean {
  return seeds.every((seed) => {
    const [one, other] = [a, b].map((arm) => layersOf(arm, score, seed));
    return one !== undefined && one === other;
  });
}

/** The layers that an arm's training adapts with a seed; undefined if there are several trainings. */
function layersOf({ cells }: Arm, { trainedOn }: TrainedScore, seed: number): string | undefined {
  const own = cells.filter(({ trial }) => trial.task === trainedOn && trial.seed === seed);
  return own.length === 1 ? own[0]?.result?.selection.oneHot : undefined;
}

/** The paired difference of two arms on a score; undefined if no seed has both. */
function measure(a: ScoresBySeed, b: ScoresBySeed): Pick<MeasuredPair, 'seeds' | 'difference'> | undefined {
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

/** An arm's score with a seed: of draws their mean, and that of each. */
function scoreOf(trials: readonly TrialScore[]): ItemisedScore {
  const draws = new Map(
    trials.flatMap(({ draw, score }) => (draw === undefined ? [] : [[draw, score.score] as const])),
  );
  return { ...meanScore(trials.map(({ score }) => score)), ...(draws.size > 0 && { draws }) };
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
