import { groupBy } from '@lamella/core';
import { areAlike, averageDifference, type PairedDifference } from '@lamella/metrics';
import type { Arm } from './arms.ts';
import type { MeasuredPair, TrainedScore } from './measure-arms.ts';

/** The name of the mean over tasks in the place of a task's. */
export const AVERAGE = 'average';

/**
 * The difference of each pair on the mean over its scores, each with the same weight, whatever its metric, as in the tables'
 * average. There is none for a pair with a single score, with scores that are not alike or of the same training, which are not
 * independent, or as long as one of those is missing that the experiment has of both arms.
 *
 * @param scores of the experiment
 */
export function averagePairs(
  measured: readonly MeasuredPair[],
  scores: readonly TrainedScore[],
): MeasuredPair[] {
  return [...groupBy(measured, ({ pair }) => pair)].flatMap(([pair, own]) => {
    const planned = scores.filter((score) => pair.every((arm) => isTrainedOn(arm, score)));
    const [first, ...others] = own;
    if (first === undefined || others.length === 0 || own.length < planned.length) return [];
    const trainings = new Set(own.map(({ score }) => score.trainedOn));
    const isSame = own.every((one) => one.isSame);
    if (trainings.size < own.length || !areAlike(own.map(({ score }) => score.metric))) return [];
    return [
      {
        pair,
        score: { ...first.score, name: AVERAGE, title: `the mean of ${own.length} tasks` },
        seeds: own.map(({ seeds }) => seeds).reduce((a, b) => (b.length < a.length ? b : a)),
        difference: averageDifference(own.map((one) => (isSame ? one.difference : differenceOf(one)))),
        isSame,
      },
    ];
  });
}

/** Two names of the same trainings differ by 0 for certain. */
function differenceOf({ difference, isSame }: MeasuredPair): PairedDifference {
  if (!isSame) return difference;
  const { untold: _, ...known } = difference;
  return { ...known, mean: 0, standardError: 0, degreesOfFreedom: Infinity };
}

function isTrainedOn({ cells }: Arm, { trainedOn }: TrainedScore): boolean {
  return cells.some(({ trial }) => trial.task === trainedOn);
}
