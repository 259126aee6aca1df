import { readNumLabels, usualProblem } from './labels.ts';

test.each([
  [{}, 2],
  [{ num_labels: 5 }, 5],
  [{ num_labels: 3, id2label: { 0: 'a', 1: 'b', 2: 'c' } }, 3],
  [{ id2label: { 0: 'LABEL_0' }, problem_type: 'regression' }, 1],
  [{ problem_type: 'single_label_classification' }, 2],
  [{ problem_type: null }, 2],
])('%j has %d labels', (source, expected) => {
  expect(readNumLabels(source, 'config.json')).toBe(expected);
});

test.each([
  [
    { problem_type: 'multi_label_classification' },
    'or "single_label_classification" for 2 labels, got "multi_label_classification"',
  ],
  [{ problem_type: 'regression', num_labels: 3 }, 'for 3 labels, got "regression", which is not supported'],
  [{ problem_type: 'single_label_classification', num_labels: 1 }, 'null or "regression" for 1 label, got'],
  [
    { num_labels: 0 },
    'Expected "num_labels" in config.json to be a whole number from 1 to 2147483647, got 0.',
  ],
  [{ id2label: 'a' }, 'Expected "id2label" in config.json to be an object, got "a".'],
  [
    { num_labels: 5, id2label: { 0: 'a' } },
    '"num_labels" in config.json to be the number of classes in "id2label", got 5 and 1.',
  ],
])('%j is refused', (source, message) => {
  expect(() => readNumLabels(source, 'config.json')).toThrow(message);
});

test('one output is regression', () => {
  expect([1, 2].map(usualProblem)).toEqual(['regression', 'single_label_classification']);
});
