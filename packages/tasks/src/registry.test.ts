import {
  benchmarkInfo,
  benchmarkNames,
  isBenchmark,
  isChoiceTask,
  isTextTask,
  numOutputs,
  taskKind,
  taskNames,
  textTaskInfo,
  textTaskNames,
} from './registry.ts';

test('the names that specs use come from the registry, in this order', () => {
  expect(taskNames).toEqual([
    ...['cola', 'sst2', 'mrpc', 'stsb', 'qqp', 'mnli', 'qnli', 'rte'],
    ...['text-classification', 'text-regression'],
    ...textTaskNames,
  ]);
  expect(textTaskNames.flatMap((task) => Object.keys(textTaskInfo(task).benchmarks))).toEqual(benchmarkNames);
  expect(['metamath', 'cola'].map(isTextTask)).toEqual([true, false]);
  expect(
    (['stsb', 'text-classification', 'text-regression', 'text-generation'] as const).map(taskKind),
  ).toEqual([...['regression', 'classification', 'regression', 'text']]);
  expect(['gsm8k', 'metamath'].map(isBenchmark)).toEqual([true, false]);
  expect(['cola', 'metamath'].map(isChoiceTask)).toEqual([false, false]);
});

test.each(benchmarkNames)('%s has a title, scores, and problems from somewhere', (name) => {
  const { title, metrics, read } = benchmarkInfo(name);
  expect([title, ...metrics]).not.toContain('');
  const task = textTaskNames.find((own) => name in textTaskInfo(own).benchmarks);
  const { make, load } = textTaskInfo(task ?? 'mini-math');
  expect(make ?? load ?? read).toBeDefined();
});

test('outputs of a head: classes, one number, or none', () => {
  expect(
    (['mnli', 'stsb', 'metamath', 'text-regression'] as const).map((task) => numOutputs(task, 7)),
  ).toEqual([...[3, 1, 0, 1]]);
  expect([numOutputs('text-classification', 7), numOutputs('text-classification')]).toEqual([7, 2]);
});

test('a name without a benchmark is an error', () => {
  expect(() => benchmarkInfo('metamath')).toThrow('Expected the name of a benchmark, got metamath');
});
