import type { KeptTrial } from '@lamella/study';
import { describeKept } from './describe-kept.ts';

const kept = (id: string, task: string, value: number | null): KeptTrial => ({
  ...{ id, task, model: 'm', method: 'cka', kind: 'adapter', folder: `/runs/adapters/${id}` },
  score: { name: 'accuracy', value },
  python: ['import peft', `model = load("${id}")`],
});

test('every folder with its score, and how the best of the first task is loaded', () => {
  const all = [kept('a', 'rte', 0.5), kept('b', 'rte', 0.75), kept('c', 'cola', 0.9), kept('d', 'rte', null)];
  expect(describeKept(all, []).split('\n')).toEqual([
    '',
    '',
    'Trained weights:',
    '  /runs/adapters/a (accuracy 0.500)',
    '  /runs/adapters/b (accuracy 0.750)',
    '  /runs/adapters/c (accuracy 0.900)',
    '  /runs/adapters/d (accuracy undefined)',
    '',
    'b in Python (lines for the others are in the README.md beside them):',
    '  import peft',
    '  model = load("b")',
  ]);
});

test('nothing is said of nothing', () => {
  expect(describeKept([], [])).toBe('');
  expect(describeKept([], ['cka on sst2'])).toMatch(/^\n\nNo weights are there of cka on sst2: done before/);
});

test('of many folders where they are, in one line', () => {
  const all = Array.from({ length: 25 }, (_, i) => kept(`trial-${i}`, 'rte', i / 100));
  const lines = describeKept(all, []).split('\n');
  expect(lines[2]).toBe('Trained weights: 25 folders in /runs/adapters');
  expect(lines[4]).toMatch(/^trial-24 in Python/);
});
