import { isTableTask, tableTaskInfo, tableTaskNames } from './table-tasks.ts';

test('tasks by the names of the hub', () => {
  expect(tableTaskNames).toEqual(['text-classification', 'text-regression', 'text-generation']);
  expect(['text-regression', 'cola', 'toString'].map(isTableTask)).toEqual([true, false, false]);
});

test.each(tableTaskNames)('%s reports metrics that it has', (name) => {
  const { metrics, reported, columns } = tableTaskInfo(name);
  expect(metrics).toEqual(expect.arrayContaining([...reported]));
  expect(columns.length).toBeGreaterThan(0);
});
