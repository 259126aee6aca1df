import { pearsonOfRows } from '../task/correlation.ts';
import { type PairCounts, pairMetrics } from '../task/pair-metrics.ts';
import { checkFinite, definedOrZero, findMetric, type Predictions } from '../task/task-metrics.ts';
import { countMarks, type DrawChoice } from './item-draws.ts';
import { resampleScores, type ResampleOptions, usualResamples } from './resample-scores.ts';

/** With more classes, their pairs no longer fit into a byte. */
const MOST_CLASSES = 16;

/**
 * A metric of `taskMetrics` on examples that are drawn again, as `resampleScores` draws them, digit by digit. Metrics that hang on
 * the counts of pairs of label and prediction alone are taken from how often each pair is drawn, without a look at the draws.
 *
 * @param name of the metric
 * @returns [resamples]
 * @throws UserError as `taskMetrics` does
 */
export function resampleMetric(
  name: string,
  examples: Predictions,
  options: ResampleOptions = {},
): Float64Array {
  checkFinite(examples.predictions);
  const { labels, predictions } = examples;
  const metric = findMetric(name);
  const numItems = labels.length;
  const choice = { numItems, resamples: usualResamples(numItems), seed: 0, ...options };
  if (numItems > 0 && numItems === predictions.length) {
    if (isShareOfCorrect(name)) return resampleShare(examples, choice);
    if (name === 'pearson') return resamplePearson(examples, options);
    const [ofPairs, pairs] = [pairMetrics[name], findPairs(examples)];
    if (ofPairs !== undefined && pairs !== undefined) return resamplePairs(pairs, ofPairs, choice);
  }
  const [takeLabels, takePredictions] = [taker(labels), taker(predictions)];
  return resampleScores(
    numItems,
    (rows) => definedOrZero(metric(takeLabels(rows), takePredictions(rows))),
    options,
  );
}

/** Of one label per example, F1 of all decisions pooled is the accuracy. */
function isShareOfCorrect(name: string): boolean {
  return name === 'accuracy' || name === 'f1_micro';
}

function resampleShare({ labels, predictions }: Predictions, choice: DrawChoice): Float64Array {
  const isRight = new Uint8Array(choice.numItems);
  for (let i = 0; i < isRight.length; i++) isRight[i] = labels[i] === predictions[i] ? 1 : 0;
  const right = countMarks(isRight, 2, choice)[1] as Int32Array;
  const shares = new Float64Array(right.length);
  for (let draw = 0; draw < shares.length; draw++) shares[draw] = (right[draw] as number) / choice.numItems;
  return shares;
}

function resamplePearson({ labels, predictions }: Predictions, options: ResampleOptions): Float64Array {
  const [x, y] = [Float64Array.from(labels), Float64Array.from(predictions)];
  return resampleScores(x.length, (rows) => definedOrZero(pearsonOfRows(x, y, rows)), options);
}

/** The pair of every example, as the index of its label among C classes times C plus that of its prediction. */
interface Pairs {
  readonly classes: readonly number[];
  readonly ofRows: Uint8Array;
}

function resamplePairs(
  { classes, ofRows }: Pairs,
  metric: (counts: PairCounts) => number,
  choice: DrawChoice,
): Float64Array {
  const pairs = new Int32Array(classes.length ** 2);
  const drawn = countMarks(ofRows, pairs.length, choice);
  const counts = { classes, pairs, numRows: choice.numItems };
  const scores = new Float64Array(choice.resamples);
  for (let draw = 0; draw < scores.length; draw++) {
    for (let pair = 0; pair < pairs.length; pair++) pairs[pair] = (drawn[pair] as Int32Array)[draw] as number;
    scores[draw] = definedOrZero(metric(counts));
  }
  return scores;
}

function findPairs({ labels, predictions }: Predictions): Pairs | undefined {
  const places = new Map<number, number>();
  const placeOf = (value: number): number => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  for (let i = 0; i < labels.length && places.size <= MOST_CLASSES; i++) {
    placeOf(labels[i] ?? NaN);
    placeOf(predictions[i] ?? NaN);
  }
  const { size } = places;
  if (size > MOST_CLASSES) return undefined;
  const ofRows = new Uint8Array(labels.length);
  for (let i = 0; i < ofRows.length; i++)
    ofRows[i] = placeOf(labels[i] ?? NaN) * size + placeOf(predictions[i] ?? NaN);
  return { classes: [...places.keys()], ofRows };
}

/** Takes the values of rows, into an array that the next rows overwrite. */
function taker(values: ArrayLike<number>): (rows: Int32Array) => Float64Array {
  const all = Float64Array.from(values);
  const taken = new Float64Array(all.length);
  return (rows) => {
    for (let i = 0; i < rows.length; i++) taken[i] = all[rows[i] as number] as number;
    return taken;
  };
}
