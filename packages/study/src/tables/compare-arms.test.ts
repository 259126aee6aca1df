import { join } from 'node:path';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { type ExperimentFile, publishedFolder, readExperimentFile } from '../results/experiment-folder.ts';
import { collectCells, type TrialCell } from './collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { compareArms } from './compare-arms.ts';

const labels = Array.from({ length: 120 }, (_, i) => i % 2);

/** Full fine-tuning is right on `right` of 120 items, and each seed wrong on others; LoRA in all layers on 60. */
function cellsOf(right: number, otherLabels = labels): TrialCell[] {
  const spec = exampleSpec('extraSweeps: [{ methods: [full, all], seed: [3, 4] }]\n');
  const trials = expandSweep({ ...spec, tasks: ['rte'] }, 8);
  return trials
    .filter(({ method }) => method === 'full' || method === 'all')
    .map((trial) => {
      const count = trial.method === 'full' ? right + trial.seed : 60 - trial.seed;
      const own = trial.method === 'full' ? labels : otherLabels;
      const predictions = own.map((label, i) => ((i + 16 * trial.seed) % 120 < count ? label : 1 - label));
      const result = doneResult(trial, { score: count / 120 });
      return {
        trial,
        layers: 8,
        state: 'done',
        result: { ...result, predictions: { dev: { labels: own, predictions } } },
      };
    });
}

test('over seeds and items', () => {
  const { comparisons, level } = compareArms(cellsOf(96));
  expect(level).toBe(0.05);
  expect(comparisons).toHaveLength(1);
  expect(comparisons[0]).toMatchObject({
    ...{ task: 'rte', metric: 'accuracy', seeds: [1, 2, 3, 4], items: 120, verdict: 'better' },
    ...{ a: { method: 'full', label: 'Full fine-tuning', rank: 0 }, b: { method: 'all', rank: 8 } },
  });
  expect(comparisons[0]?.difference).toBeCloseTo((96 - 60 + 5) / 120, 12);
});

test('on other items, over seeds alone', () => {
  const [one] = compareArms(cellsOf(96, labels.toReversed())).comparisons;
  expect(one?.items).toBeUndefined();
  expect(one?.interval[0]).toBeGreaterThan(0);
});

test('the margin is in points, a pair is compared in its order', () => {
  const pair = ['all', 'full'] as const;
  const verdictOf = (margin: number) => compareArms(cellsOf(60), { pair, margin }).comparisons[0];
  expect(verdictOf(30)).toMatchObject({ a: { method: 'all' }, verdict: 'equivalent' });
  expect(verdictOf(0.3)?.verdict).not.toBe('equivalent');
});

test('one seed yields no verdict', () => {
  const cells = cellsOf(116).filter(({ trial }) => trial.seed === 1);
  expect(compareArms(cells).comparisons[0]).toMatchObject({ verdict: 'undecided', untold: 'one seed' });
});

test('what has no scores is not compared', () => {
  const missing = cellsOf(96).map(({ trial, layers }): TrialCell => ({ trial, layers, state: 'missing' }));
  expect(compareArms(missing).comparisons).toEqual([]);
  expect(compareArms(cellsOf(96), { against: ['cka'] }).comparisons).toEqual([]);
});

describe('published results of MiniLM', () => {
  const folder = join(publishedFolder(), 'glue-minilm');
  const cells = collectCells(readExperimentFile(folder) as ExperimentFile, folder);

  test('CKA against FIM is undecided on both tasks: on SST-2 they are the same layers', () => {
    const { comparisons } = compareArms(cells, { pair: ['cka', 'fim'] });
    const verdicts = comparisons.map(({ task, verdict, untold }) => [task, verdict, untold]);
    expect(verdicts).toEqual([
      ['sst2', 'undecided', 'same layers'],
      ['mrpc', 'undecided', undefined],
    ]);
  });

  test('where the layers are the same the difference is 0 for certain, and so in the mean over tasks', () => {
    const { averages, comparisons } = compareArms(cells, { pair: ['cka', 'fim'] });
    const mrpc = comparisons.find(({ task }) => task === 'mrpc');
    expect(averages).toHaveLength(1);
    expect(averages[0]?.difference).toBeCloseTo((mrpc?.difference ?? NaN) / 2, 12);
    expect(averages[0]?.pValue).toBeCloseTo(mrpc?.pValue ?? NaN, 9);
    expect(averages[0]?.untold).toBeUndefined();
    // As many as for MRPC alone: the other task adds nothing to difference and variance.
    expect(averages[0]?.seedsNeeded).toBe(mrpc?.seedsNeeded);
    expect(mrpc?.seedsNeeded).toBeGreaterThan(2);
  });

  test('all against CKA on MRPC as scipy.stats.ttest_rel has it', () => {
    const { comparisons } = compareArms(cells, { pair: ['all', 'cka'] });
    const mrpc = comparisons.find(({ task }) => task === 'mrpc');
    // fixtures/metrics/paired_tests.json, the first pair
    expect(mrpc?.difference).toBeCloseTo(0.04534313725490197, 12);
    expect(mrpc?.pValue).toBeCloseTo(0.11903470025323407, 9);
    expect(mrpc?.interval[0]).toBeCloseTo(-0.06365616807993028, 9);
    expect(mrpc?.interval[1]).toBeCloseTo(0.15434244258973423, 9);
    expect(mrpc?.verdict).toBe('undecided');
  });
});
