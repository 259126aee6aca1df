import type { TaskSummary } from '@lamella/metrics/scores';
import { baselineCells } from './baseline-cells.ts';

const summary = (task: string, more: Partial<TaskSummary> = {}): TaskSummary => ({
  ...{ model: 'm', settings: '', method: 'a', title: 'A', layers: 1, rank: 8, task, metric: 'accuracy' },
  ...{
    tuning: 'lora',
    adapter: 'lora',
    selection: 'all',
    initialisation: null,
    mean: 0.9,
    deviation: undefined,
    scores: [0.9],
  },
  ...{ scored: 1, seeds: 1, failed: 0, missing: 0, outdated: 0, undefined: 0 },
  ...{ trainable: 1, secondsPerStep: 1, peakMemoryMib: 1 },
  ...more,
});
const majority = { baseline: 0.691, baselineOf: 'majority class' } as const;

test('results of before say nothing, and have no line', () => {
  expect(baselineCells([summary('rte')], ['rte'])).toBeUndefined();
});

test('a cell per task, and their average', () => {
  const rows = [summary('rte', majority), summary('cola', { ...majority, baseline: 0.5 })];
  expect(baselineCells(rows, ['rte', 'cola'])).toEqual({
    title: 'majority class',
    scores: ['69.1', '50.0'],
    average: '59.5',
  });
});

test('kinds are named together; what is not there or not alike has no average', () => {
  const mean = { baseline: 1.5, baselineOf: 'mean', metric: 'rmse' } as const;
  expect(
    baselineCells([summary('rte', majority), summary('own', mean), summary('new')], ['rte', 'own', 'new']),
  ).toEqual({ title: 'majority class / mean', scores: ['69.1', '1.500', '–'], average: '–' });
});

test('examples that a swept setting changes have a range', () => {
  const rows = [summary('rte', majority), summary('rte', { ...majority, baseline: 0.6, settings: 'dev 10' })];
  expect(baselineCells(rows, ['rte'])).toMatchObject({ scores: ['60.0 to 69.1'], average: '–' });
});
