import { exampleSpec } from '../testing/example-spec.ts';
import { parseSpec } from './parse-spec.ts';
import { primaryComparisons, scoreNames, usualPlace } from './primary-comparisons.ts';

test('on the mean of several tasks unless a comparison says where', () => {
  const spec = exampleSpec('compare: { primary: [[full, all], { arms: [all, full], on: cola }] }\n');
  expect(primaryComparisons(spec)).toEqual([
    { arms: ['full', 'all'], on: 'mean' },
    { arms: ['all', 'full'], on: 'cola' },
  ]);
  expect(primaryComparisons(exampleSpec())).toEqual([]);
});

test('on the task of a spec that has one', () => {
  const text =
    'name: a\nmodel: mini/roberta\ndata: { kind: mini-glue }\ntasks: [cola]\nmethods: { all: { selection: all }, head: { tuning: head } }\n';
  const of = (primary: string) =>
    parseSpec(`${text}sweep: { seed: [1, 2] }\ncompare: { primary: ${primary} }\n`, 's.yaml');
  expect(primaryComparisons(of('[[all, head]]'))).toEqual([{ arms: ['all', 'head'], on: 'cola' }]);
  expect(() => of('[{ arms: [all, head], on: mean }]')).toThrow(
    's.yaml:7:47: Expected several tasks for a comparison on their mean, got cola alone.',
  );
});

test('of a task that several benchmarks score one is named', () => {
  const data = { kind: 'files', train: 't', benchmarks: { 'mbpp-pissa': 'p', mbpp: 'm' } } as const;
  const spec = { tasks: ['python'], data } as const;
  expect(scoreNames(spec)).toEqual(['mbpp', 'mbpp-pissa']);
  expect(usualPlace(spec)).toBeUndefined();
  expect(usualPlace({ tasks: ['cola', 'rte'], data: { kind: 'mini-glue' } })).toBe('mean');
});
