import { metricNames, type Predictions, taskMetrics } from '@lamella/metrics';
import type { Evaluation } from './trial-outcome.ts';

/** Suffixes of a metric's name in the scores of splits other than dev. */
const SUFFIXES: Readonly<Record<string, string>> = { devMismatched: '_mismatched', test: '_test' };

/** The scores of a split's predictions, those of another split than dev under names of their own (`accuracy_test`). */
export function scoreSplit(
  split: string,
  metrics: readonly string[],
  predictions: Predictions,
): Record<string, number> {
  const scores = Object.entries(taskMetrics(metrics, predictions));
  return Object.fromEntries(scores.map(([name, value]) => [ofSplit(split, name), value]));
}

/** The metrics that a split was scored by, from the names of all scores. */
export function metricsOfSplit(split: string, scores: readonly string[]): string[] {
  return metricNames.filter((name) => scores.includes(ofSplit(split, name)));
}

/** The name of a split's score. */
export function ofSplit(split: string, metric: string): string {
  return `${metric}${SUFFIXES[split] ?? ''}`;
}

/** An evaluation with the scores and predictions of further splits; what counts stays that of the first. */
export function withFurtherSplits(first: Evaluation, further: Evaluation): Evaluation {
  const heldOut = { ...first.heldOut, ...further.heldOut };
  return {
    ...first,
    metrics: { ...first.metrics, ...further.metrics },
    predictions: { ...first.predictions, ...further.predictions },
    ...(first.heldOut && { heldOut }),
  };
}
