import { GLUE_TASKS } from '@lamella/datasets';
import { figureNames as drawable } from '@lamella/plots';
import { benchmarkInfo } from './benchmark.ts';
import { textTaskInfo } from '../text-tasks/text-task.ts';
import { benchmarkNames, figureNames, glueTaskNames, isTextTask, textTaskNames } from '@lamella/spec';

test('the names of specs are those of the packages that know them', () => {
  expect(glueTaskNames).toEqual(GLUE_TASKS);
  expect([...figureNames, 'importance-one']).toEqual(drawable);
});

test('every benchmark is that of a task, and has a title', () => {
  expect(textTaskNames.flatMap((task) => textTaskInfo(task).benchmarks)).toEqual(benchmarkNames);
  for (const name of benchmarkNames) expect(benchmarkInfo(name).title).not.toBe('');
  expect(['metamath', 'cola'].map(isTextTask)).toEqual([true, false]);
});
