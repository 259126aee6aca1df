import { scoredBenchmarks } from './scored-benchmarks.ts';

test.each([
  ['python', { kind: 'hub', id: 'me/data' }, ['humaneval', 'mbpp']],
  [
    'python',
    { kind: 'files', train: 't', benchmarks: { 'mbpp-pissa': 'p', mbpp: 'm' } },
    ['mbpp', 'mbpp-pissa'],
  ],
  ['metamath', { kind: 'files', train: 't' }, []],
  ['mini-math', { kind: 'mini' }, ['mini-math']],
  ['scienceqa', { kind: 'files', train: 't' }, ['scienceqa']],
  ['arc-easy', { kind: 'hub' }, ['arc-easy']],
  ['cola', { kind: 'mini-glue' }, []],
  ['text-generation', { kind: 'table', train: 't' }, []],
] as const)('%s on %j is scored by %j', (task, data, names) => {
  expect(scoredBenchmarks(task, data)).toEqual(names);
});
