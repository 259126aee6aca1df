import { mean } from '../numbers.ts';
import { taskMetrics } from './task-metrics.ts';

/** The score of answering without a look at the example: without it a score says little. */
export interface Baseline {
  /** The answer: always the most frequent class of the training examples, always the mean of their values, or a guess. */
  readonly of: 'majority class' | 'mean' | 'guess';
  readonly value: number;
}

/**
 * The score of answering every example alike: with the class that is the most frequent one among the training examples (of several
 * the first, as scikit-learn's DummyClassifier does), or in a regression with the mean of their values. Scores that are undefined
 * there, such as correlations, count as {@link taskMetrics} has them.
 *
 * @param train labels of the training examples
 * @param labels of the examples that are scored
 * @param metric see `metricNames`
 * @throws UserError for an unknown metric and no examples
 */
export function constantBaseline(
  metric: string,
  {
    kind,
    train,
    labels,
  }: {
    readonly kind: 'classification' | 'regression';
    readonly train: readonly number[];
    readonly labels: readonly number[];
  },
): Baseline {
  const answer = kind === 'regression' ? mean(train) : mostFrequent(train);
  const predictions = labels.map(() => answer);
  const { [metric]: value = NaN } = taskMetrics([metric], { labels, predictions });
  return { of: kind === 'regression' ? 'mean' : 'majority class', value };
}

/** The expected accuracy of a guess: the mean of 1 / choices over questions. */
export function guessBaseline(numChoices: readonly number[]): Baseline {
  return { of: 'guess', value: mean(numChoices.map((count) => 1 / count)) };
}

function mostFrequent(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [[label] = [0]] = [...counts].sort(([a, ofA], [b, ofB]) => ofB - ofA || a - b);
  return label;
}
