import { scoreMetric } from '@lamella/metrics';
import type { DifferenceRow } from '@lamella/plots';
import type { ComparedArm, ComparedArms, ComparedFamily } from '../tables/compare-arms.ts';
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
  const { comparisons = [], averages = [], margin } = family ?? {};
  const rowsOf = (own: readonly ComparedArms[]): DifferenceRow[] => {
    const tests = numTests(own);
    return own
      .filter(({ a, b }) => has(a) && has(b))
      .map((one) => ({
        ...{ model: one.a.model, task: one.task, taskTitle: one.taskTitle, metric: one.metric },
        ...{ arm: sideOf(one.a), reference: sideOf(one.b), difference: one.difference },
        ...judgementOf(one),
        ...(margin !== undefined && { margin: margin / scoreMetric(one.metric).factor }),
        tests,
      }));
  };
  return [
    ...rowsOf(averages).map((row) => ({ ...row, taskTitle: 'Mean over tasks', isAverage: true as const })),
    ...rowsOf(comparisons),
  ];
}

function sideOf({ label, method, layers, rank }: ComparedArm): DifferenceRow['arm'] {
  return { label, method, layers, rank };
}

function judgementOf({ interval: [lower, upper], adjustedP, verdict, untold, seeds }: ComparedArms) {
  return { lower, upper, adjustedP, verdict, ...(untold && { untold }), seeds: seeds.length };
}
