import type { TrialEnd } from '@lamella/runners';
import type { TrialEndLine } from '../log/log-lines.ts';
import { baselineOf } from '../results/baseline-of.ts';
import type { DoneResult, TrialResult } from '../results/trial-result.ts';
import { describeEarlyStop } from '../tables/early-stops.ts';
import { oneClassSplits } from '../tables/one-class.ts';

/** How a trial ended, for the display of a run. */
export function describeEnd(result: TrialResult): TrialEnd {
  if (result.status === 'failed') return { status: result.failure.reason, summary: result.failure.message };
  const notes = [
    ...(oneClassSplits(result).length > 0 ? ['predicts one class only'] : []),
    ...(result.stopped === undefined ? [] : [describeEarlyStop(result.stopped)]),
  ];
  return { status: 'done', summary: [describeScore(result), ...notes].join(', ') };
}

/** The score that counts, beside what an answer without a look at the example scores. */
function describeScore({ metrics, trial, baselines = {} }: DoneResult): string {
  const { name, value } = metrics.primary;
  const score = `${name} ${value?.toFixed(3) ?? 'undefined'}`;
  const baseline = baselineOf(baselines, trial.task, name);
  if (baseline === undefined || baseline.value === null) return score;
  return `${score} (${baseline.of} ${baseline.value.toFixed(3)})`;
}

/** How a trial ended, for the log of a run. */
export function logEnd(result: TrialResult): Pick<TrialEndLine, 'status' | 'score' | 'message'> {
  if (result.status === 'failed') return { status: result.failure.reason, message: result.failure.message };
  const { name, value } = result.metrics.primary;
  return { status: 'done', score: { name, value: value ?? NaN } };
}
