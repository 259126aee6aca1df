import type { DoneResult } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';

/** A note below a table that names the trainings that ended before their last epoch; empty if none did. */
export function earlyStopNote(cells: readonly TrialCell[]): string {
  const items = cells.flatMap(({ trial, result }) =>
    result?.stopped === undefined ? [] : [`- ${trial.id}: ${describeEarlyStop(result.stopped)}`],
  );
  return items.length === 0 ? '' : `**Ended early**\n\n${items.join('\n')}\n`;
}

/** Where a training ended before its last epoch, and why. */
export function describeEarlyStop({
  epoch,
  plannedEpochs,
  metric,
  patience,
}: NonNullable<DoneResult['stopped']>): string {
  const without = patience === 1 ? 'an epoch' : `${patience} epochs`;
  return `ended after epoch ${epoch} of ${plannedEpochs}: ${without} without a better ${metric}`;
}
