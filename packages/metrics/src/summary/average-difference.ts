import { mean } from '../numbers.ts';
import { standardErrorOfMean } from './difference-spread.ts';
import { type PairedDifference, testDifference } from './paired-difference.ts';

/**
 * The mean over K tasks of their differences, each with the same weight, with a t interval. Its variance is Σ SE² / K², as those of
 * independent trainings on items of their own, with Satterthwaite's degrees of freedom; each task has the seeds and items that it
 * has. The tasks are these: nothing is said of others. Of two tasks it is Welch's test of the one's differences against the other's
 * negated, halved.
 *
 * Nothing can be told where it can't of one of the tasks.
 *
 * @param differences [K], in the same unit
 */
export function averageDifference(
  differences: readonly PairedDifference[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): PairedDifference {
  const estimate = {
    numSeeds: Math.min(...differences.map(({ numSeeds }) => numSeeds)),
    mean: mean(differences.map((one) => one.mean)),
    spreads: differences.flatMap(({ spreads }) => spreads),
    standardError: standardErrorOfMean(
      differences.map(({ standardError, degreesOfFreedom }) => ({
        variance: standardError ** 2,
        degreesOfFreedom,
      })),
    ),
  };
  return testDifference(estimate, { confidence, untold: differences.find(({ untold }) => untold)?.untold });
}
