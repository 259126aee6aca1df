import type { CostClaim } from '@lamella/spec';
import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from '../tables/collect-cells.ts';
import { withHalfOfTheLayers } from './find-cells.ts';
import { type ClaimJudgement, notRun } from './ledger-line.ts';

/**
 * Judges whether a method takes less time or memory than another by a factor, trial by trial on the same task, rank and seed:
 * reproduced if all ratios reach the factor, not reproduced if none does. Seconds of a machine that was busy, or of which that isn't
 * known, are not comparable, nor are peaks that may hold what earlier trials have left.
 */
export function judgeCost(claim: CostClaim, cells: readonly TrialCell[]): ClaimJudgement {
  const { method, against, factor } = claim;
  const { valueOf, isKnown, known } = costs[claim.of];
  const half = withHalfOfTheLayers(cells);
  const pairs = half
    .filter(({ trial }) => trial.method === method)
    .flatMap((one) => {
      const other = half.find(({ trial }) => trial.method === against && keyOf(trial) === keyOf(one.trial));
      return one.result && other?.result ? [[one.result, other.result] as const] : [];
    });
  if (pairs.length === 0) return notRun(`No task and seed has both ${method} and ${against}.`);
  const ratios = pairs.map(([one, other]) => valueOf(other) / valueOf(one));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const ours = `${least.toFixed(2)} to ${most.toFixed(2)} ×`;
  const results = pairs.flat();
  const numKnown = results.filter(isKnown).length;
  if (numKnown < results.length) {
    const why = `Of ${results.length} trials ${numKnown} are known to ${known}.`;
    return { state: 'not comparable', ours: '', why };
  }
  const reached = ratios.filter((ratio) => ratio >= factor).length;
  const why = `${reached} of ${pairs.length} ratios are ${factor} or more.`;
  if (reached === pairs.length) return { state: 'reproduced', ours, why };
  return { state: reached === 0 ? 'not reproduced' : 'undecided', ours, why };
}

interface Cost {
  valueOf(result: DoneResult): number;
  /** Whether the value is the trial's alone, and what is known of a trial then. */
  isKnown(result: DoneResult): boolean;
  readonly known: string;
}

const costs: Readonly<Record<CostClaim['of'], Cost>> = {
  seconds: {
    valueOf: ({ cost }) => cost.secondsPerStep,
    isKnown: ({ run }) => run.load?.quiet === true,
    known: 'have had the machine to themselves',
  },
  memory: {
    valueOf: ({ cost }) => cost.peakMemoryBytes,
    isKnown: ({ cost }) => cost.hasOwnPeak === true,
    known: 'have a peak of their own',
  },
};

function keyOf({ task, adapter, seed, swept }: TrialCell['trial']): string {
  return JSON.stringify([task, adapter?.rank, seed, swept]);
}
