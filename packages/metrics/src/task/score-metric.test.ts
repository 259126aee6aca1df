import { areAlike, scoreMetric } from './score-metric.ts';

test.each([
  ['accuracy', { title: 'accuracy, %', better: 'higher', factor: 100, decimals: 1 }],
  ['acc_norm', { title: 'acc_norm, %', better: 'higher', factor: 100, decimals: 1 }],
  ['loss', { title: 'loss, nats per token (lower is better)', better: 'lower', factor: 1, decimals: 4 }],
  ['perplexity', { title: 'perplexity (lower is better)', better: 'lower', factor: 1, decimals: 3 }],
  ["a benchmark's own", { title: "a benchmark's own × 100", better: 'higher', factor: 100, decimals: 1 }],
])('%s', (name, expected) => {
  expect(scoreMetric(name)).toEqual(expected);
});

test('a loss is not averaged with an accuracy', () => {
  expect(areAlike(['accuracy', 'matthews', 'pearson'])).toBe(true);
  expect(areAlike(['loss'])).toBe(true);
  expect(areAlike(['accuracy', 'loss'])).toBe(false);
  expect(areAlike([])).toBe(true);
});
