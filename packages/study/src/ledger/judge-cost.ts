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
  const half = withHalfOfTheLayers(cells);
  const pairs = half
    .filter(({ trial }) => trial.method === method)
    .flatMap((one) => {
      const other = half.find(({ trial }) => trial.method === against && keyOf(trial) === keyOf(one.trial));
      return one.result && other?.result ? [[one.result, other.result] as const] : [];
    });
  if (pairs.length === 0) return notRun(`No task and seed has both ${method} and ${against}.`);
  const ratios = pairs.map(([one, other]) => costIn(claim, other) / costIn(claim, one));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const ours = `${least.toFixed(2)} to ${most.toFixed(2)} ×`;
  const results = pairs.flat();
  const isKnown = claim.of === 'memory' ? hasOwnPeak : hadMachine;
  const numKnown = results.filter(isKnown).length;
  if (numKnown < results.length) {
    const what = claim.of === 'memory' ? 'have a peak of their own' : 'have had the machine to themselves';
    const why = `Of ${results.length} trials ${numKnown} are known to ${what}.`;
    return { state: 'not comparable', ours: '', why };
  }
  const reached = ratios.filter((ratio) => ratio >= factor).length;
  const why = `${reached} of ${pairs.length} ratios are ${factor} or more.`;
  if (reached === pairs.length) return { state: 'reproduced', ours, why };
  return { state: reached === 0 ? 'not reproduced' : 'undecided', ours, why };
}

function hasOwnPeak({ cost }: DoneResult): boolean {
  return cost.hasOwnPeak === true;
}

function hadMachine({ run }: DoneResult): boolean {
  return run.load?.quiet === true;
}

function costIn({ of }: CostClaim, { cost }: DoneResult): number {
  return of === 'memory' ? cost.peakMemoryBytes : cost.secondsPerStep;
}

function keyOf({ task, adapter, seed, swept }: TrialCell['trial']): string {
  return JSON.stringify([task, adapter?.rank, seed, swept]);
}
