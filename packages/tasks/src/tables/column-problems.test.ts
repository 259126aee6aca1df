import { columnProblems, taskProblems } from './column-problems.ts';

test('a table that fits its task has no problems', () => {
  expect(columnProblems('text-classification', { text: 'a', label: 'b' })).toEqual([]);
  expect(taskProblems(['text-regression'], 'table')).toEqual([]);
  expect(taskProblems(['cola', 'rte'], 'mini-glue')).toEqual([]);
});

test('a key of another task names its owners', () => {
  expect(columnProblems('text-generation', { text: 'a', label: 'b' })).toEqual([
    {
      key: 'label',
      message:
        'Expected no data.label for text-generation, got one: it is a key of text-classification and text-regression.',
    },
  ]);
});

test('a task of a table on other data is a problem at its place', () => {
  expect(taskProblems(['cola', 'text-generation'], 'hub')).toEqual([
    { index: 1, message: 'Expected data of the kind table for text-generation, got hub.' },
  ]);
});
