import { checkTaskData } from './check-task-data.ts';

test('data that a task can not be in are refused before they are looked at', () => {
  expect(() => checkTaskData('sst2', { kind: 'files', train: 'none.jsonl' })).toThrow(
    "Expected the data of GLUE's tasks to be of the kind mini-glue, folder or hub, got files.",
  );
  expect(() => checkTaskData('metamath', { kind: 'mini' })).toThrow(
    'Expected the data of metamath to be of the kind files or hub, got mini.',
  );
  expect(() => checkTaskData('metamath', { kind: 'files', train: 'none.jsonl' })).not.toThrow();
});
