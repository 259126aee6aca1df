import { isTableTask, tableTaskInfo, tableTaskNames } from './table-tasks.ts';

test('tasks by the names of the hub', () => {
  expect(tableTaskNames).toEqual(['text-classification', 'text-regression', 'text-generation']);
  expect(['text-regression', 'cola', 'toString'].map(isTableTask)).toEqual([true, false, false]);
});

test.each(tableTaskNames)('%s reports metrics that it has', (name) => {
  const { metrics, reported, columns, settings } = tableTaskInfo(name);
  expect(reported.length).toBeGreaterThan(0);
  expect(settings.includes('metric')).toBe(metrics.length > 0);
  if (metrics.length > 0) expect(metrics).toEqual(expect.arrayContaining([...reported]));
  expect(columns.length).toBeGreaterThan(0);
});
