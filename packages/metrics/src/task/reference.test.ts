import { readJsonFixture } from '../testing/fixtures.ts';
import { findMetric } from './task-metrics.ts';

interface MetricCase {
  readonly name: string;
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
  readonly [metric: string]: unknown;
}

/** Names in the reference file and here. */
const classification = {
  accuracy: 'accuracy',
  f1_binary: 'f1',
  f1_macro: 'f1_macro',
  f1_micro: 'f1_micro',
  f1_weighted: 'f1_weighted',
  matthews: 'matthews',
};
const regression = { pearson: 'pearson', spearman: 'spearman' };

const reference = readJsonFixture<{ classification: MetricCase[]; regression: MetricCase[] }>(
  'metrics/metrics.json',
);

describe.each(reference.classification)('scikit-learn, $name', (example) => {
  test.each(Object.entries(classification))('%s', (key, metric) => {
    const score = (): number => findMetric(metric)(example.labels, example.predictions);
    const expected = example[key];
    if (expected === null) expect(score).toThrow(/Expected classes 0 and 1 for binary F1, got class \d/);
    else expect(score()).toBeCloseTo(expected as number, 9);
  });
});

describe.each(reference.regression)('SciPy, $name', (example) => {
  test.each(Object.entries(regression))('%s', (key, metric) => {
    const score = findMetric(metric)(example.labels, example.predictions);
    const expected = example[key];
    if (expected === null) expect(score).toBeNaN();
    else expect(score).toBeCloseTo(expected as number, 9);
  });
});

const { cases: errors } = readJsonFixture<{ cases: MetricCase[] }>('metrics/regression_errors.json');

describe.each(errors)('scikit-learn, $name', (example) => {
  test.each(['rmse', 'mse', 'mae'])('%s', (metric) => {
    const score = findMetric(metric)(example.labels, example.predictions);
    expect(score / Number(example[metric])).toBeCloseTo(1, 12);
  });
});
