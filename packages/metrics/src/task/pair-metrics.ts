import { f1OfClass, requireBinary } from './f1.ts';
import { matthewsOfSums } from './matthews.ts';

/** How often each pair of label and prediction occurs. */
export interface PairCounts {
  /** [C] */
  readonly classes: readonly number[];
  /** [C, C]: a label's place among the classes times C plus that of the prediction. */
  readonly pairs: Int32Array;
  readonly numRows: number;
}

/**
 * Metrics that are whole numbers' alone until the last step, so that neither the order in which classes are counted nor classes that
 * don't occur change a digit. NaN where they are undefined.
 */
export const pairMetrics: Readonly<Record<string, (counts: PairCounts) => number>> = {
  f1: f1OfPairs,
  matthews: matthewsOfPairs,
};

/** @throws RangeError for classes other than 0 and 1 */
function f1OfPairs({ classes, pairs }: PairCounts): number {
  requireBinary(classes);
  const place = classes.indexOf(1);
  if (place < 0) return 0;
  const size = classes.length;
  let [labelled, predicted] = [0, 0];
  for (let other = 0; other < size; other++) {
    labelled += pairs[place * size + other] as number;
    predicted += pairs[other * size + place] as number;
  }
  return f1OfClass({ labelled, predicted, correct: pairs[place * size + place] as number });
}

function matthewsOfPairs({ classes, pairs, numRows }: PairCounts): number {
  const size = classes.length;
  const sums = { correct: 0, products: 0, squaresOfPredicted: 0, squaresOfLabelled: 0 };
  for (let place = 0; place < size; place++) {
    let [labelled, predicted] = [0, 0];
    for (let other = 0; other < size; other++) {
      labelled += pairs[place * size + other] as number;
      predicted += pairs[other * size + place] as number;
    }
    sums.correct += pairs[place * size + place] as number;
    sums.products += labelled * predicted;
    sums.squaresOfPredicted += predicted ** 2;
    sums.squaresOfLabelled += labelled ** 2;
  }
  return matthewsOfSums(sums, numRows);
}
