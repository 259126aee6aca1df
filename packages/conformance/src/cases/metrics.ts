import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { findMetric } from '@lamella/metrics';
import type { z } from 'zod';
import { type CaseOutcome, unsupportedCase } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import { metricsJson } from '../formats.ts';
import { METRIC_TOLERANCE } from '../tolerances.ts';

/** The reference's metrics and their names here. */
const METRICS = {
  classification: {
    accuracy: 'accuracy',
    f1_binary: 'f1',
    f1_macro: 'f1_macro',
    f1_micro: 'f1_micro',
    f1_weighted: 'f1_weighted',
    matthews: 'matthews',
  },
  regression: { pearson: 'pearson', spearman: 'spearman' },
} as const;

type MetricCase = z.infer<typeof metricsJson>['classification'][number];

/** Task metrics on labels and predictions; null in the reference means that a metric is undefined there. */
export function metricCases(folder: string): CaseOutcome[] {
  const reference = metricsJson.parse(readJsonFile(join(folder, 'metrics.json')));
  return (['classification', 'regression'] as const).flatMap((kind) =>
    reference[kind].flatMap((example) => casesOfExample(kind, example)),
  );
}

function casesOfExample(kind: keyof typeof METRICS, example: MetricCase): CaseOutcome[] {
  const { name, labels, predictions, ...values } = example;
  const names: Readonly<Record<string, string>> = METRICS[kind];
  const pairs: NumberPair[] = [];
  const unknown: CaseOutcome[] = [];
  for (const [key, value] of Object.entries(values)) {
    const metric = names[key];
    if (metric === undefined) {
      unknown.push(unsupportedCase(`${kind}, ${name}: ${key}`, 'no metric of this name'));
      continue;
    }
    const found = scoreOrUndefined(metric, labels, predictions);
    // Undefined is compared as whether it is.
    pairs.push(
      value === null
        ? { label: `${key} is undefined`, found: [Number(found === undefined)], expected: [1] }
        : { label: key, found: [found ?? NaN], expected: [Number(value)] },
    );
  }
  return [compareNumbers(`${kind}, ${name}`, pairs, { tolerance: METRIC_TOLERANCE }), ...unknown];
}

/** A score, or undefined where the metric is NaN or refuses the labels. */
function scoreOrUndefined(
  metric: string,
  labels: readonly number[],
  predictions: readonly number[],
): number | undefined {
  try {
    const score = findMetric(metric)(labels, predictions);
    return Number.isNaN(score) ? undefined : score;
  } catch {
    return undefined;
  }
}
