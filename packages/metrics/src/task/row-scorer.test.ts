import { Random } from '@lamella/core';
import { rowScorer } from './row-scorer.ts';
import { metricNames, taskMetrics } from './task-metrics.ts';

const NUM_ITEMS = 40;
const random = new Random('rows');
const draws = Array.from({ length: 30 }, () =>
  Int32Array.from({ length: NUM_ITEMS }, () => random.int(NUM_ITEMS)),
);
const classesOf = (count: number): number[] => Array.from({ length: NUM_ITEMS }, () => random.int(count));

test.each(
  metricNames.flatMap((name) =>
    [2, 5, 20].filter((count) => count === 2 || name !== 'f1').map((count) => [name, count] as const),
  ),
)('%s of %d classes is that of the rows, digit by digit', (name, count) => {
  const [labels, predictions] = [classesOf(count), classesOf(count)];
  const scoreOf = rowScorer(name, { labels, predictions });
  const many = Int32Array.from({ length: 2500 }, (_, i) => (i * i) % NUM_ITEMS);
  for (const rows of [...draws, Int32Array.of(0, 0, 0), many]) {
    const take = (values: readonly number[]): number[] => Array.from(rows, (row) => values[row] ?? NaN);
    const expected = taskMetrics([name], { labels: take(labels), predictions: take(predictions) })[name];
    expect(scoreOf(rows)).toBe(expected);
  }
});

test('what taskMetrics refuses is refused', () => {
  expect(() => rowScorer('accuracy', { labels: [0], predictions: [NaN] })).toThrow(/finite prediction/);
  expect(() => rowScorer('acuracy', { labels: [0], predictions: [0] })).toThrow(/metric/);
});
