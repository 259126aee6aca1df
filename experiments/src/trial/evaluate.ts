import { taskMetrics } from '@lamella/metrics';
import { type Predictor, toPrediction } from '@lamella/training';
import type { TrialData } from './trial-data.ts';
import type { SplitPredictions } from './trial-outcome.ts';

/** Scores on all evaluated splits. */
export interface Evaluation {
  readonly primary: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly predictions: Readonly<Record<string, SplitPredictions>>;
}

/**
 * Predicts every example of the development sets and scores the predictions with the task's official metrics; those of MNLI's
 * mismatched set carry the split's name (`accuracy_mismatched`).
 */
export function evaluate(predictor: Predictor, { task, splits }: TrialData, batchSize: number): Evaluation {
  const metrics: Record<string, number> = {};
  const predictions: Record<string, SplitPredictions> = {};
  for (const [split, examples] of splits) {
    const labels = examples.map(({ label }) => label);
    const predicted = predictor
      .logits(examples, batchSize)
      .map((logits) => toPrediction(task.info.kind, logits));
    predictions[split] = { labels, predictions: predicted };
    const suffix = split === 'devMismatched' ? '_mismatched' : '';
    for (const [name, value] of Object.entries(
      taskMetrics(task.info.metrics, { labels, predictions: predicted }),
    )) {
      metrics[`${name}${suffix}`] = value;
    }
  }
  return { primary: metrics[task.info.metric] ?? NaN, metrics, predictions };
}
