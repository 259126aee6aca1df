import { taskMetrics } from './task-metrics.ts';

test('one score per name', () => {
  const scores = taskMetrics(['accuracy', 'f1'], {
    labels: Float32Array.of(1, 0, 1, 1),
    predictions: [1, 1, 0, 1],
  });
  expect(scores).toEqual({ accuracy: 0.5, f1: 2 / 3 });
});

test('an undefined score is 0', () => {
  expect(taskMetrics(['pearson', 'spearman'], { labels: [1, 2, 3], predictions: [2, 2, 2] })).toEqual({
    pearson: 0,
    spearman: 0,
  });
});

test.each([
  [['acuracy'], [1], 'Unknown metric "acuracy". Did you mean "accuracy"?'],
  [['accuracy'], [], 'Expected one prediction per label, got 1 labels and 0 predictions'],
  [
    ['pearson'],
    [NaN],
    'Expected a finite prediction for every example, got NaN for example 0. ' +
      'The model has probably diverged: try a lower learning rate.',
  ],
])('%j of %j is an error', (names, predictions, message) => {
  expect(() => taskMetrics(names, { labels: [1], predictions })).toThrow(message);
});

test('nothing to score is an error', () => {
  expect(() => taskMetrics(['accuracy'], { labels: [], predictions: [] })).toThrow(
    'Expected at least one example to score, got none.',
  );
});
