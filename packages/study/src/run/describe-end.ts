import type { TrialEnd } from '@lamella/runners';
import type { TrialEndLine } from '../log/log-lines.ts';
import type { TrialResult } from '../results/trial-result.ts';
import { describeEarlyStop } from '../tables/early-stops.ts';
import { oneClassSplits } from '../tables/one-class.ts';

/** How a trial ended, for the display of a run. */
export function describeEnd(result: TrialResult): TrialEnd {
  if (result.status === 'failed') return { status: result.failure.reason, summary: result.failure.message };
  const { name, value } = result.metrics.primary;
  const notes = [
    ...(oneClassSplits(result).length > 0 ? ['predicts one class only'] : []),
    ...(result.stopped === undefined ? [] : [describeEarlyStop(result.stopped)]),
  ];
  const score = `${name} ${value?.toFixed(3) ?? 'undefined'}`;
  return { status: 'done', summary: [score, ...notes].join(', ') };
}

/** How a trial ended, for the log of a run. */
export function logEnd(result: TrialResult): Pick<TrialEndLine, 'status' | 'score' | 'message'> {
  if (result.status === 'failed') return { status: result.failure.reason, message: result.failure.message };
  const { name, value } = result.metrics.primary;
  return { status: 'done', score: { name, value: value ?? NaN } };
}
