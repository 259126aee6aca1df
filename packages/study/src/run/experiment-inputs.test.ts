import type { ExperimentInputs } from '../results/experiment-folder.ts';
import { exampleInputs } from '../testing/example-results.ts';
import { requireSameInputs } from './experiment-inputs.ts';

const begun: readonly ExperimentInputs[] = ['cola', 'rte'].map((task) => {
  return { model: 'mini', task, inputs: exampleInputs };
});

test('the same inputs, inputs of further tasks, and runs that recorded none pass', () => {
  requireSameInputs('x', begun, begun);
  requireSameInputs('x', begun, [{ model: 'mini', task: 'sst2', inputs: exampleInputs }]);
  requireSameInputs('x', undefined, begun);
});

test.each([
  ['model', 'the model mini'],
  ['data', 'the data of rte'],
  ['code', 'the version of Lamella'],
])('another %s is refused', (input, what) => {
  const other = { model: 'mini', task: 'rte', inputs: { ...exampleInputs, [input]: 'other' } };
  expect(() => requireSameInputs('runs/x', begun, [other])).toThrow(
    `Expected ${what} as the run in runs/x began with, got other content here. ` +
      'Make them the same on both machines, or begin the run again: lamella run SPEC.',
  );
});
