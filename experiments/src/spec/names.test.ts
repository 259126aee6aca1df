import { GLUE_TASKS } from '@lamella/datasets';
import { selectionMethods } from '@lamella/metrics';
import { figureNames as drawable } from '@lamella/plots';
import { countedSelections, figureNames, taskNames } from './names.ts';

test('the names of specs are those of the packages that know them', () => {
  expect(taskNames).toEqual(GLUE_TASKS);
  expect([...countedSelections, 'all', 'list', 'one-hot']).toEqual(selectionMethods);
  expect([...figureNames, 'importance-one']).toEqual(drawable);
});
