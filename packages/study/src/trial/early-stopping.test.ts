import { recordEarlyStop, scoreEpoch } from './early-stopping.ts';
import type { Evaluator } from './trial-task.ts';

const evaluator = {
  afterEpoch: () => ({ name: 'accuracy', primary: 0.5, metrics: { accuracy: 0.5, f1: 0.75, loss: 0.25 } }),
} as unknown as Evaluator;
const training = (metric?: string) => ({
  epochs: 10,
  earlyStopping: { patience: 2, ...(metric !== undefined && { metric }) },
});
type Training = Parameters<typeof recordEarlyStop>[1]['training'];

test('a training follows the score that is named, or the one that counts', () => {
  const scoreOf = (metric?: string) => {
    const { primary, better } = scoreEpoch({ training: training(metric) as Training }, evaluator);
    return [primary, better];
  };
  expect(scoreOf()).toEqual([0.5, 'higher']);
  expect(scoreOf('f1')).toEqual([0.75, 'higher']);
  expect(scoreOf('loss')).toEqual([0.25, 'lower']);
});

test('the record says when and why', () => {
  const stop = { epoch: 4, score: 0.25, best: { score: 0.5, epoch: 2 } };
  const trial = { task: 'mrpc', data: { kind: 'mini-glue' }, training: training('f1') as Training } as const;
  expect(recordEarlyStop(stop, trial)).toEqual({
    ...{ metric: 'f1', patience: 2, epoch: 4, plannedEpochs: 10, score: 0.25 },
    best: { score: 0.5, epoch: 2 },
  });
  expect(recordEarlyStop({ epoch: 4, score: NaN }, trial).best).toBeNull();
});
