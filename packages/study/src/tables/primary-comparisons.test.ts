import { join } from 'node:path';
import type { ExperimentSpec } from '@lamella/spec';
import { type ExperimentFile, publishedFolder, readExperimentFile } from '../results/experiment-folder.ts';
import { collectCells } from './collect-cells.ts';
import { compareArms } from './compare-arms.ts';
import { familyOf } from './family-of.ts';
import { planPrimaries } from './primary-comparisons.ts';

// Published results: four tasks, five seeds, all layers, CKA, FIM and three draws of random layers.
const folder = join(publishedFolder(), 'study-minilm');
const experiment = readExperimentFile(folder) as ExperimentFile;
const cells = collectCells(experiment, folder);
const named = (primary: NonNullable<ExperimentSpec['compare']>['primary']) => ({
  ...experiment.spec,
  compare: { ...experiment.spec.compare, ...(primary && { primary }) },
});
const spec = named([['all', 'cka'], ['cka', 'random-draws'], { arms: ['fim', 'all'], on: 'stsb' }]);
const request = { against: ['all', 'cka', 'random-draws'], margin: 1 };
const before = compareArms(cells, request);
const planned = planPrimaries(spec, cells);
const after = compareArms(cells, { ...request, planned });

test('the whole of what a spec plans', () => {
  expect(planned).toEqual([
    { arms: ['all', 'cka'], on: 'mean', tasks: ['sst2', 'mrpc', 'cola', 'stsb'], seeds: [1, 2, 3, 4, 5] },
    { arms: ['cka', 'random-draws'], on: 'mean', tasks: expect.any(Array), seeds: [1, 2, 3, 4, 5] },
    { arms: ['fim', 'all'], on: 'stsb', tasks: ['stsb'], seeds: [1, 2, 3, 4, 5] },
  ]);
  expect(planPrimaries(experiment.spec, cells)).toEqual([]);
});

test('Holm adjusts for the primary comparisons alone, each in the order that the spec names its arms in', () => {
  const { comparisons = [], missing } = after.primary ?? {};
  expect(missing).toEqual([]);
  expect(comparisons.map(({ a, b, task }) => [a.method, b.method, task])).toEqual([
    ['all', 'cka', 'average'],
    ['cka', 'random-draws', 'average'],
    ['fim', 'all', 'stsb'],
  ]);
  const [first] = comparisons;
  const old = before.averages.find(({ a, b }) => a.method === 'cka' && b.method === 'all');
  expect(first?.difference).toBeCloseTo(-(old?.difference ?? NaN), 12);
  expect(first?.pValue).toBeCloseTo(old?.pValue ?? NaN, 12);
  const sorted = comparisons.toSorted((x, y) => x.pValue - y.pValue);
  expect(sorted[0]?.adjustedP).toBeCloseTo(3 * (sorted[0]?.pValue ?? NaN), 12);
  expect(first).toMatchObject({ isPrimary: true, plannedSeeds: 5 });
});

test('all others are exploratory, and adjusted without the primary ones', () => {
  expect(after.averages).toHaveLength(before.averages.length - 2);
  expect(after.comparisons).toHaveLength(before.comparisons.length - 1);
  for (const one of [...after.averages, ...after.comparisons]) expect(one.isPrimary).toBe(false);
  for (const one of [...before.averages, ...before.comparisons]) expect(one).not.toHaveProperty('isPrimary');
  expect(before).not.toHaveProperty('primary');
});

test('on fewer tasks than were planned there is no mean, and the others are not made easier', () => {
  const some = cells.filter(({ trial }) => trial.task !== 'cola');
  const { primary } = compareArms(some, { ...request, planned: planPrimaries(spec, some) });
  expect(primary?.missing).toEqual([
    { arms: ['all', 'cka'], on: 'mean' },
    { arms: ['cka', 'random-draws'], on: 'mean' },
  ]);
  const [one] = primary?.comparisons ?? [];
  expect(one?.adjustedP).toBeCloseTo(3 * (one?.pValue ?? NaN), 12);
});

test('two methods that are asked for keep the adjustment of all primary comparisons', () => {
  const { primary, comparisons } = compareArms(cells, { margin: 1, pair: ['fim', 'all'], planned });
  expect(primary?.comparisons).toHaveLength(1);
  expect(primary?.comparisons[0]?.adjustedP).toBe(after.primary?.comparisons[2]?.adjustedP);
  expect(comparisons.map(({ task }) => task)).toEqual(['sst2', 'mrpc', 'cola']);
});

test('those that are named when there are results are told', () => {
  expect(familyOf({ spec }, cells).primary?.changed).toContain('named after the first trial ended');
  expect(familyOf(experiment, cells)).not.toHaveProperty('primary');
});
