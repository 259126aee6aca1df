import { Random } from '@lamella/core';
import { metricNames, taskMetrics } from '../task/task-metrics.ts';
import { resampleMetric } from './resample-metric.ts';
import { resampleScores } from './resample-scores.ts';

const NUM_ITEMS = 40;
const random = new Random('rows');
const classesOf = (count: number): number[] => Array.from({ length: NUM_ITEMS }, () => random.int(count));

test.each(
  metricNames.flatMap((name) =>
    [1, 2, 5, 20].filter((count) => count <= 2 || name !== 'f1').map((count) => [name, count] as const),
  ),
)('%s of %d classes is that of the rows that are drawn, digit by digit', (name, count) => {
  const examples = { labels: classesOf(count), predictions: classesOf(count) };
  const expected = resampleScores(
    NUM_ITEMS,
    (rows) => {
      const take = (values: readonly number[]): number[] => Array.from(rows, (row) => values[row] ?? NaN);
      const drawn = { labels: take(examples.labels), predictions: take(examples.predictions) };
      return taskMetrics([name], drawn)[name] ?? NaN;
    },
    { resamples: 31, seed: count },
  );
  expect(resampleMetric(name, examples, { resamples: 31, seed: count })).toEqual(expected);
});

test('as many resamples as of any score, where none are asked for', () => {
  const examples = { labels: classesOf(2), predictions: classesOf(2) };
  expect(resampleMetric('accuracy', examples)).toHaveLength(resampleScores(NUM_ITEMS, () => 0).length);
});

test('what taskMetrics refuses is refused', () => {
  expect(() => resampleMetric('accuracy', { labels: [0], predictions: [NaN] })).toThrow(/finite prediction/);
  expect(() => resampleMetric('acuracy', { labels: [0], predictions: [0] })).toThrow(/metric/);
  expect(() => resampleMetric('matthews', { labels: [], predictions: [] })).toThrow(/at least one example/);
  expect(() => resampleMetric('accuracy', { labels: [0, 1], predictions: [0] })).toThrow(
    /2 labels and 1 pred/,
  );
  expect(() => resampleMetric('f1', { labels: [0, 2], predictions: [0, 0] })).toThrow(/got class 2/);
});
