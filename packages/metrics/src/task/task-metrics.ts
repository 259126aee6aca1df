import { UserError, unknownName } from '@lamella/core';
import { accuracy } from './accuracy.ts';
import { pearson, spearman } from './correlation.ts';
import { meanAbsoluteError, meanSquaredError, rootMeanSquaredError } from './errors.ts';
import { f1, macroF1, microF1, weightedF1 } from './f1.ts';
import { matthews } from './matthews.ts';

/** A score of predictions against labels; which of two is the better, `scoreMetric` says. */
export type Metric = (labels: ArrayLike<number>, predictions: ArrayLike<number>) => number;

const metrics = {
  accuracy,
  f1,
  f1_macro: macroF1,
  f1_micro: microF1,
  f1_weighted: weightedF1,
  matthews,
  pearson,
  spearman,
  rmse: rootMeanSquaredError,
  mse: meanSquaredError,
  mae: meanAbsoluteError,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** The names of the metrics that {@link taskMetrics} knows. */
export const metricNames = Object.freeze(Object.keys(metrics)) as readonly MetricName[];

/** Predictions and labels: class indices both, or real numbers for a regression task. */
export interface Predictions {
  readonly labels: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
}

/**
 * The scores of a task, as GLUE's scripts report them: where a metric is undefined (the correlation of constant
 * predictions) the score is 0. F1 is that of class 1.
 *
 * @param names names of metrics, see {@link metricNames}
 * @returns one score per name, as fractions (0.91, not 91), in the order of the names
 * @throws UserError for an unknown name, no examples, and predictions that are not finite numbers
 */
export function taskMetrics(
  names: readonly string[],
  { labels, predictions }: Predictions,
): Record<string, number> {
  checkFinite(predictions);
  return Object.fromEntries(
    names.map((name) => [name, definedOrZero(findMetric(name)(labels, predictions))]),
  );
}

/** The metric of a name. */
export function findMetric(name: string): Metric {
  const found = metricNames.find((candidate) => candidate === name);
  if (found === undefined) throw new UserError(unknownName('metric', name, metricNames), { exitCode: 2 });
  return metrics[found];
}

/** @throws UserError for predictions that are not finite numbers */
export function checkFinite(predictions: ArrayLike<number>): void {
  const broken = Array.from(predictions).findIndex((value) => !Number.isFinite(value));
  if (broken < 0) return;
  throw new UserError(
    `Expected a finite prediction for every example, got ${predictions[broken]} for example ${broken}. ` +
      'The model has probably diverged: try a lower learning rate.',
  );
}

/** A score as GLUE's scripts report it: 0 where it is undefined. */
export function definedOrZero(score: number): number {
  return Number.isNaN(score) ? 0 : score;
}
