import type { ExperimentInputs } from '../results/experiment-folder.ts';
import { exampleInputs } from '../testing/example-results.ts';
import { findOtherInput } from './experiment-inputs.ts';

const begun: readonly ExperimentInputs[] = ['cola', 'rte'].map((task) => {
  return { model: 'mini', task, inputs: exampleInputs };
});

test('the same inputs, and inputs of further tasks', () => {
  expect(findOtherInput(begun, begun)).toBeUndefined();
  expect(findOtherInput(begun, [{ model: 'mini', task: 'sst2', inputs: exampleInputs }])).toBeUndefined();
});

test.each([
  ['model', 'the model mini'],
  ['data', 'the data of rte'],
  ['code', 'the version of Lamella'],
])('another %s is named', (input, what) => {
  const other = { model: 'mini', task: 'rte', inputs: { ...exampleInputs, [input]: 'other' } };
  expect(findOtherInput(begun, [other])).toBe(what);
});
