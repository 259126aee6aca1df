import { scoreMetric } from '@lamella/metrics';
import type { DifferenceRow } from '@lamella/plots';
import type { ComparedArm, ComparedArms, ComparedFamily } from '../tables/compare-arms.ts';
import { AVERAGE } from '../tables/average-pairs.ts';
import { numTests } from '../tables/comparison-table.ts';

/**
 * The comparisons of a family as a figure shows them, those on the mean over tasks first.
 *
 * @param has whether an arm is shown; verdicts stay those of the whole family
 */
export function differenceRows(
  family: ComparedFamily | undefined,
  has: (arm: ComparedArm) => boolean = () => true,
): DifferenceRow[] {
  const { comparisons = [], averages = [], margin, primary } = family ?? {};
  const rowsOf = (own: readonly ComparedArms[], planned?: number): DifferenceRow[] => {
    const tests = planned ?? numTests(own);
    return own
      .filter(({ a, b }) => has(a) && has(b))
      .map((one) => ({
        ...{ model: one.a.model, task: one.task, taskTitle: one.taskTitle, metric: one.metric },
        ...{ arm: sideOf(one.a), reference: sideOf(one.b), difference: one.difference },
        ...judgementOf(one),
        ...(margin !== undefined && { margin: margin / scoreMetric(one.metric).factor }),
        ...(one.isPrimary !== undefined && { isPrimary: one.isPrimary }),
        tests,
      }));
  };
  const onMean = (rows: readonly DifferenceRow[]): DifferenceRow[] =>
    rows.map((row) => ({ ...row, taskTitle: 'Mean over tasks', isAverage: true }));
  const isOnMean = ({ task }: ComparedArms): boolean => task === AVERAGE;
  const [first = [], planned] = [primary?.comparisons, primary?.planned];
  return [
    ...onMean(rowsOf(first.filter(isOnMean), planned)),
    ...onMean(rowsOf(averages)),
    ...rowsOf(
      first.filter((one) => !isOnMean(one)),
      planned,
    ),
    ...rowsOf(comparisons),
  ];
}

function sideOf({ label, method, layers, rank }: ComparedArm): DifferenceRow['arm'] {
  return { label, method, layers, rank };
}

function judgementOf({ interval: [lower, upper], adjustedP, verdict, untold, seeds }: ComparedArms) {
  return { lower, upper, adjustedP, verdict, ...(untold && { untold }), seeds: seeds.length };
}
