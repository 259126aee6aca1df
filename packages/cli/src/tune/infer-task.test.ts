import { inferTask } from './infer-task.ts';

test.each([
  [['good', 'bad'], 'text-classification', 'the labels are texts'],
  [['1', '2', 'none'], 'text-classification', 'the labels are texts'],
  [['', '1'], 'text-classification', 'the labels are texts'],
  [[1, 5, 3, 1], 'text-classification', 'the labels are 3 whole numbers'],
  [['1.0', '2'], 'text-classification', 'the labels are 2 whole numbers'],
  [['3.8', '2'], 'text-regression', 'the labels are numbers with fractions'],
  [[...Array(21).keys()], 'text-regression', 'the labels are 21 different numbers'],
])('%j: %s', (labels, task, why) => {
  expect(inferTask(labels)).toEqual({ task, why });
});
