import type { ClassCount, ClassCounts } from './class-counts.ts';
import { f1OfCounts } from './f1.ts';
import { matthewsOfCounts } from './matthews.ts';
import { checkFinite, definedOrZero, findMetric, type Predictions } from './task-metrics.ts';

/** Metrics that are whole numbers' alone until the last step, so that the order in which classes are counted changes no digit. */
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
  if (ofPairs !== undefined && pairs !== undefined)
    return (rows) => definedOrZero(ofPairs(countPairs(pairs, rows), rows.length));
  return (rows) => {
    const take = (values: ArrayLike<number>): Float64Array => {
      const taken = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] ?? NaN;
      return taken;
    };
    return definedOrZero(metric(take(examples.labels), take(examples.predictions)));
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

/** Counts of the classes that occur in some rows. */
function countPairs({ classes, ofRows }: Pairs, rows: Int32Array): ClassCounts {
  const { length: size } = classes;
  const counts = new Int32Array(size * size);
  for (const row of rows) {
    const pair = ofRows[row] as number;
    counts[pair] = (counts[pair] as number) + 1;
  }
  const found = new Map<number, ClassCount>();
  for (const [place, value] of classes.entries()) {
    let [labelled, predicted] = [0, 0];
    for (let other = 0; other < size; other++) {
      labelled += counts[place * size + other] as number;
      predicted += counts[other * size + place] as number;
    }
    if (labelled + predicted === 0) continue;
    found.set(value, { labelled, predicted, correct: counts[place * size + place] as number });
  }
  return found;
}

function shareOfCorrect(counts: ClassCounts, numRows: number): number {
  let correct = 0;
  for (const count of counts.values()) correct += count.correct;
  return correct / numRows;
}
