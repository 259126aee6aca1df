import { resampleMetric, resampleScores, type SeedScore } from '@lamella/metrics';
import type { DoneResult } from '../results/trial-result.ts';
import type { ScoreInfo } from './scores.ts';

/** The items behind a score: the score on items that are drawn again, and what is right, by which items of two results are told to be the same. */
interface Items {
  readonly numItems: number;
  readonly labels: readonly number[] | undefined;
  resample(): Float64Array;
}

/** A result's score with what is known of its items. */
export interface ItemisedScore extends SeedScore {
  readonly labels?: readonly number[];
}

/**
 * A score of a result, and the same score on resampled items where the result holds them: a classifier's predictions with labels,
 * choices, the scores of written answers, or the likelihoods of held-out texts. Undefined if there is no score.
 */
export function itemiseScore(result: DoneResult, info: ScoreInfo): ItemisedScore | undefined {
  const score = info.valueIn(result);
  if (score === null) return undefined;
  const items = itemsOf(result, info);
  if (items === undefined) return { score, ...countItems(result, info) };
  const { numItems, labels } = items;
  return { score, numItems, resampled: items.resample(), ...(labels && { labels }) };
}

/** M, the number of items that a result's score is of, as far as it is known. */
export function numItemsOf(result: DoneResult, info: ScoreInfo): number | undefined {
  const items = itemsOf(result, info) ?? countItems(result, info);
  return items.numItems;
}

function itemsOf(result: DoneResult, info: ScoreInfo): Items | undefined {
  return answeredItems(result, info) ?? predictedItems(result, info) ?? heldOutItems(result, info);
}

/** Written answers, whose score is the mean of those of the questions. */
function answeredItems({ answerScores = {} }: DoneResult, { name, metric }: ScoreInfo): Items | undefined {
  const scores = answerScores[`${name}/${metric}`];
  if (scores === undefined || scores.includes(null)) return undefined;
  const values = Float64Array.from(scores, (score) => score ?? NaN);
  const scoreOf = (rows: Int32Array): number => sumOf(values, rows) / rows.length;
  return {
    numItems: values.length,
    labels: undefined,
    resample: () => resampleScores(values.length, scoreOf),
  };
}

/** Predictions of a dev set or choices of a benchmark; the share of right choices is an accuracy. */
function predictedItems(result: DoneResult, info: ScoreInfo): Items | undefined {
  const { labels, predictions } = predictionsOf(result, info) ?? {};
  if (labels === undefined || predictions === undefined) return undefined;
  if (predictions.includes(null)) return undefined;
  const metric = info.isPredicted ? info.metric : 'accuracy';
  const scored = { labels, predictions: predictions as readonly number[] };
  return { numItems: labels.length, labels, resample: () => resampleMetric(metric, scored) };
}

/** Held-out texts; the loss of some of them is over all of their tokens, each the same. */
function heldOutItems({ heldOut = {} }: DoneResult, { metric, isPredicted }: ScoreInfo): Items | undefined {
  const { logLikelihoods, tokens } = heldOut['dev'] ?? {};
  if (!isPredicted || metric !== 'loss' || logLikelihoods === undefined || tokens === undefined)
    return undefined;
  const scoreOf = (rows: Int32Array): number => {
    const [drawn, counts] = [logLikelihoods, tokens].map((values) => sumOf(values, rows)) as [number, number];
    return -drawn / counts;
  };
  const numItems = tokens.length;
  return { numItems, labels: undefined, resample: () => resampleScores(numItems, scoreOf) };
}

/**
 * The number of items of a score, where that alone is known: published results leave out the labels of others' data. Of results
 * that keep no item at all it is the most that the trial was allowed.
 */
function countItems(result: DoneResult, info: ScoreInfo): Pick<SeedScore, 'numItems'> {
  const { predictions } = predictionsOf(result, info) ?? {};
  const [first, ...others] = (result.groups ?? []).filter(({ benchmark }) => benchmark === info.name);
  const alike = [first, ...others].filter((group) => group?.by === first?.by);
  const count = predictions?.length ?? alike.reduce((total, group) => total + (group?.count ?? 0), 0);
  const numItems = count > 0 ? count : result.trial.rows.dev;
  return numItems !== undefined && Number.isFinite(numItems) ? { numItems } : {};
}

function predictionsOf(
  { predictions }: DoneResult,
  { name, metric, isPredicted }: ScoreInfo,
): DoneResult['predictions'][string] | undefined {
  return predictions[isPredicted ? 'dev' : `${name}/${metric}`];
}

function sumOf(values: Readonly<ArrayLike<number>>, rows: Int32Array): number {
  let total = 0;
  for (const row of rows) total += values[row] as number;
  return total;
}
