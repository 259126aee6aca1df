import { pairMetrics } from './pair-metrics.ts';
import { taskMetrics } from './task-metrics.ts';

/** Pairs of label and prediction, by the classes' places. */
const cases = [
  { name: 'matthews', classes: [0, 1], counts: [7, 2, 3, 5] },
  { name: 'matthews', classes: [4, 0, 2], counts: [3, 1, 0, 2, 5, 1, 0, 0, 2] },
  { name: 'f1', classes: [1, 0], counts: [7, 2, 3, 5] },
  { name: 'f1', classes: [0], counts: [4] },
];

test.each(cases)('$name of $classes is that of the examples', ({ name, classes, counts }) => {
  const examples = counts.flatMap((count, pair) => {
    const [label, prediction] = [Math.floor(pair / classes.length), pair % classes.length];
    return Array.from({ length: count }, () => [classes[label] ?? NaN, classes[prediction] ?? NaN]);
  });
  const [labels, predictions] = [0, 1].map((side) => examples.map((pair) => pair[side] ?? NaN));
  const expected = taskMetrics([name], { labels: labels ?? [], predictions: predictions ?? [] })[name];
  const found = pairMetrics[name]?.({ classes, pairs: Int32Array.from(counts), numRows: examples.length });
  expect(found).toBe(expected);
});

test('F1 is of classes 0 and 1', () => {
  const counts = { classes: [0, 2], pairs: Int32Array.of(1, 0, 0, 1), numRows: 2 };
  expect(() => pairMetrics['f1']?.(counts)).toThrow('got class 2');
});
