import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { describeEnd, logEnd } from './describe-end.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const stopped = {
  ...{ metric: 'matthews', patience: 2, epoch: 4, plannedEpochs: 10, score: 0.3 },
  best: { score: 0.5, epoch: 2 },
};

test('a score, and what there is to know of it', () => {
  const result = doneResult(trial, { score: 0.25 });
  expect(describeEnd(result)).toEqual({ status: 'done', summary: 'accuracy 0.250' });
  expect(describeEnd({ ...result, stopped }).summary).toBe(
    'accuracy 0.250, ended after epoch 4 of 10: 2 epochs without a better matthews',
  );
  const baselines = { [trial.task]: { of: 'majority class', value: 0.3 } } as const;
  expect(describeEnd({ ...result, baselines }).summary).toBe('accuracy 0.250 (majority class 0.300)');
  const metrics = { ...result.metrics, primary: { name: 'arc/acc', value: null } };
  expect(describeEnd({ ...result, metrics, baselines: { arc: { of: 'guess', value: 0.25 } } }).summary).toBe(
    'arc/acc undefined (guess 0.250)',
  );
  expect(logEnd(result)).toEqual({ status: 'done', score: { name: 'accuracy', value: 0.25 } });
});

test('an error', () => {
  const message = 'The worker ran out of memory';
  expect(describeEnd(failedResult(trial))).toEqual({ status: 'out-of-memory', summary: message });
  expect(logEnd(failedResult(trial))).toEqual({ status: 'out-of-memory', message });
});
