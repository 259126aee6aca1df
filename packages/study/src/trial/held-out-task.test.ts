import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { EncodedExample } from '@lamella/datasets';
import { loadModel } from '@lamella/models';
import { expandSweep, type ResolvedImportance, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { heldOutTask } from './held-out-task.ts';
import type { TrialTask } from './trial-task.ts';

const heldOut = { share: 0.25, seed: 3 };

/** A task whose own evaluation must not be asked for. */
function taskOf(kind: TrialTask['kind'], train: readonly EncodedExample[]): TrialTask {
  return {
    ...{ kind, train, numLabels: kind === 'causal-lm' ? 0 : 2, hash: 'h', padId: 1 },
    isAnsweredByText: kind === 'causal-lm',
    encodeForImportance: () => Promise.resolve(train),
    evaluator: () => {
      throw new Error('Expected the dev set to be left alone');
    },
  };
}

const trialOf = (task: 'cola' | 'mini-math'): ResolvedTrial => {
  const [trial] = expandSweep(
    { ...exampleSpec(), tasks: [task], methods: { all: { tuning: 'lora', selection: 'all' } } },
    3,
  );
  return trial as ResolvedTrial;
};

test('a classifier is scored on held-out training examples by the metric of its task', async () => {
  const train = Array.from({ length: 8 }, (_, id): EncodedExample => {
    return { id, ids: [0, 10 + id, 2], typeIds: [0, 0, 0], label: id % 2 };
  });
  const task = heldOutTask(taskOf('classification', train), trialOf('cola'), heldOut);
  expect(task).toMatchObject({ rows: { train: 6, dev: 2 } });
  expect([task.train, task.scored]).toMatchObject([{ length: 6 }, { length: 2 }]);
  expect(await task.encodeForImportance({} as ResolvedImportance)).toBe(train);
  const folder = join(workspaceRoot(), 'fixtures', 'roberta');
  const model = loadModel(folder, { head: 'classification', numLabels: 2, seed: 1 });
  const evaluator = task.evaluator(model);
  const { name, primary, metrics, predictions } = await evaluator.evaluate();
  expect(evaluator.afterEpoch()).toMatchObject({ name, primary });
  expect([name, Object.keys(metrics), predictions]).toEqual(['matthews', ['matthews'], {}]);
  evaluator.dispose();
  model.dispose();
});

test('a language model is scored by its loss on held-out training examples', async () => {
  const train = Array.from({ length: 4 }, (_, id): EncodedExample => {
    const ids = [1, 5 + id, 9, 2];
    return { id, ids, typeIds: [0, 0, 0, 0], label: 0, tokenLabels: ids };
  });
  const task = heldOutTask(taskOf('causal-lm', train), trialOf('mini-math'), heldOut);
  expect(task.isAnsweredByText).toBe(false);
  const model = loadModel(join(workspaceRoot(), 'fixtures', 'llama'), { head: 'causal-lm' });
  const evaluator = task.evaluator(model);
  const { name, primary } = await evaluator.evaluate();
  expect(name).toBe('loss');
  expect(primary).toBeGreaterThan(0);
  evaluator.dispose();
  model.dispose();
});
