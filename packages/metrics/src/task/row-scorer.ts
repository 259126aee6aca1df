import type { ClassCount, ClassCounts } from './class-counts.ts';
import { f1OfCounts } from './f1.ts';
import { matthewsOfCounts } from './matthews.ts';
import { checkFinite, definedOrZero, findMetric, type Predictions } from './task-metrics.ts';

/**
 * Metrics that are whole numbers' alone until the last step, so that neither the order in which classes are counted nor classes that
 * don't occur change a digit.
 */
const ofCounts: Readonly<Record<string, (counts: ClassCounts, numRows: number) => number>> = {
  accuracy: shareOfCorrect,
  f1_micro: shareOfCorrect,
  f1: f1OfCounts,
  matthews: matthewsOfCounts,
};

/** With more classes, their pairs no longer fit into a byte. */
const MOST_CLASSES = 16;

/**
 * A metric of `taskMetrics` on some of the examples, over and over: what resampling asks for. Pairs of label and prediction are told
 * apart once; a draw then counts them, a nanosecond for each of its rows.
 *
 * @param name of the metric
 * @returns the score of rows by their numbers
 * @throws UserError as `taskMetrics` does
 */
export function rowScorer(name: string, examples: Predictions): (rows: Int32Array) => number {
  checkFinite(examples.predictions);
  const metric = findMetric(name);
  const ofPairs = ofCounts[name];
  const pairs = ofPairs && findPairs(examples);
  if (ofPairs !== undefined && pairs !== undefined) {
    const count = pairCounter(pairs);
    return (rows) => definedOrZero(ofPairs(count(rows), rows.length));
  }
  const [takeLabels, takePredictions] = [taker(examples.labels), taker(examples.predictions)];
  return (rows) => definedOrZero(metric(takeLabels(rows), takePredictions(rows)));
}

/** Takes the values of rows, into an array that the next rows overwrite. */
function taker(values: ArrayLike<number>): (rows: Int32Array) => Float64Array {
  let taken = new Float64Array(0);
  return (rows) => {
    if (taken.length !== rows.length) taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] ?? NaN;
    return taken;
  };
}

/** The pair of every example, as the index of its label among C classes times C plus that of its prediction. */
interface Pairs {
  readonly classes: readonly number[];
  readonly ofRows: Uint8Array;
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
  if (size > MOST_CLASSES || labels.length !== predictions.length) return undefined;
  const ofRows = Uint8Array.from(
    labels,
    (label, i) => placeOf(label) * size + placeOf(predictions[i] ?? NaN),
  );
  return { classes: [...places.keys()], ofRows };
}

/** Counts classes in some rows, into counts that the next rows overwrite. */
function pairCounter({ classes, ofRows }: Pairs): (rows: Int32Array) => ClassCounts {
  const { length: size } = classes;
  const pairs = new Int32Array(size * size);
  const byClass = classes.map((): ClassCount => ({ labelled: 0, predicted: 0, correct: 0 }));
  const counts = new Map(classes.map((value, place) => [value, byClass[place] as ClassCount]));
  const tally = size === 2 ? packedTally(ofRows) : plainTally(ofRows);
  return (rows) => {
    tally(rows, pairs);
    for (const [place, count] of byClass.entries()) {
      count.labelled = count.predicted = 0;
      for (let other = 0; other < size; other++) {
        count.labelled += pairs[place * size + other] as number;
        count.predicted += pairs[other * size + place] as number;
      }
      count.correct = pairs[place * size + place] as number;
    }
    return counts;
  };
}

/** Counts the pairs of rows. */
type Tally = (rows: Int32Array, pairs: Int32Array) => void;

function plainTally(ofRows: Uint8Array): Tally {
  return (rows, pairs) => {
    pairs.fill(0);
    let i = rows.length;
    while (i-- > 0) {
      const pair = ofRows[rows[i] as number] as number;
      pairs[pair] = (pairs[pair] as number) + 1;
    }
  };
}

/** As many rows as ten bits count. */
const BLOCK = 2 ** 10 - 1;

/** Of two classes, three of the four pairs are counted in one number, by ten bits each: in a third of the time. */
function packedTally(ofRows: Uint8Array): Tally {
  const packed = Int32Array.from(ofRows, (pair) => (pair === 0 ? 0 : 1 << (10 * (pair - 1))));
  return (rows, pairs) => {
    let [first, second, third] = [0, 0, 0];
    for (let begin = 0; begin < rows.length; begin += BLOCK) {
      const end = Math.min(rows.length, begin + BLOCK);
      let sum = 0;
      for (let i = begin; i < end; i++) sum += packed[rows[i] as number] as number;
      first += sum & BLOCK;
      second += (sum >> 10) & BLOCK;
      third += sum >> 20;
    }
    pairs.set([rows.length - first - second - third, first, second, third]);
  };
}

function shareOfCorrect(counts: ClassCounts, numRows: number): number {
  let correct = 0;
  for (const count of counts.values()) correct += count.correct;
  return correct / numRows;
}
