import { mean } from '@lamella/metrics';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { TaskName } from '@lamella/tasks';
import type { TrialCell } from './collect-cells.ts';
import { doneResult } from '../testing/example-results.ts';
import { compareArms } from './compare-arms.ts';

/** How much more full fine-tuning scores than LoRA in all layers, by seed. */
const differences: Readonly<Partial<Record<TaskName, readonly number[]>>> = {
  sst2: [0.031, 0.012, 0.026],
  rte: [-0.004, 0.003, 0.001],
  stsb: [0.02, 0.021, 0.024],
};

const extraSeed = 'extraSweeps: [{ methods: [full, all], seed: [3] }]\n';

/** Trials of full fine-tuning and of LoRA in all layers; those that are not wanted have no result. */
function cellsOf(tasks: readonly TaskName[], isDone: (cell: TrialCell) => boolean = () => true): TrialCell[] {
  return expandSweep({ ...exampleSpec(extraSeed), tasks: [...tasks] }, 8)
    .filter(({ method }) => method === 'full' || method === 'all')
    .map((trial): TrialCell => {
      const { method, task, seed } = trial;
      const score = 0.7 + (method === 'full' ? (differences[task]?.[seed - 1] ?? NaN) : 0);
      const { predictions: _, ...result } = doneResult(trial, { score });
      const metric = task === 'stsb' ? 'pearson' : 'accuracy';
      const own = { ...result.metrics, primary: { name: metric, value: score } };
      return { trial, layers: 8, state: 'done', result: { ...result, metrics: own, predictions: {} } };
    })
    .map((cell) => (isDone(cell) ? cell : { trial: cell.trial, layers: 8, state: 'missing' }));
}

test('pairs on the mean over tasks, each with the same weight, as a family of their own', () => {
  const { averages, comparisons } = compareArms(cellsOf(['sst2', 'rte', 'stsb']), { against: ['all'] });
  expect(comparisons.map(({ task }) => task)).toEqual(['sst2', 'rte', 'stsb']);
  expect(averages).toHaveLength(1);
  const means = Object.values(differences).map((own) => mean(own));
  expect(averages[0]?.difference).toBeCloseTo(mean(means), 12);
  expect(averages[0]).toMatchObject({
    ...{ task: 'average', taskTitle: 'the mean of 3 tasks', seeds: [1, 2, 3], verdict: 'better' },
    ...{ a: { method: 'full' }, b: { method: 'all' } },
  });
  // The only test of its family.
  expect(averages[0]?.adjustedP).toBe(averages[0]?.pValue);
  expect(averages[0]?.items).toBeUndefined();
});

test('the same layers with a difference that happens to be the same with every seed are not one training', () => {
  const cells = cellsOf(['sst2']).map((cell): TrialCell => {
    if (cell.result === undefined) return cell;
    const { metrics, selection, ...result } = cell.result;
    const own = { ...selection, oneHot: '11111111' };
    const value = cell.trial.method === 'full' ? 0.75 : 0.7;
    const scores = { ...metrics, primary: { name: 'accuracy', value } };
    return { ...cell, result: { ...result, selection: own, metrics: scores } };
  });
  expect(compareArms(cells).comparisons[0]?.untold).toBe('no spread');
});

test('seeds are those of the task that has the fewest', () => {
  const cells = cellsOf(['sst2', 'rte'], ({ trial }) => trial.task !== 'rte' || trial.seed < 3);
  expect(compareArms(cells).averages[0]?.seeds).toEqual([1, 2]);
});

test('there is none of one task, or as long as a task is missing that both arms are trained on', () => {
  expect(compareArms(cellsOf(['sst2'])).averages).toEqual([]);
  const isDone = ({ trial }: TrialCell): boolean => trial.task !== 'rte' || trial.method === 'all';
  const { averages, comparisons } = compareArms(cellsOf(['sst2', 'rte', 'stsb'], isDone));
  expect(comparisons).toHaveLength(2);
  expect(averages).toEqual([]);
});
