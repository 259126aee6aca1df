import { exampleSpec } from '../testing/example-spec.ts';
import { epochMetrics, followedMetric } from './epoch-metrics.ts';
import { resolveTrial } from './resolve-trial.ts';
import { trialIdentity } from './trial.ts';

const at = { task: 'cola', method: 'cka', layers: 2, rank: undefined, seed: 1 } as const;

const glue = { kind: 'mini-glue' } as const;
const table = { kind: 'table', train: 'train.csv' } as const;

test('encoders have their metrics after epochs, tasks that are answered by text none', () => {
  expect(epochMetrics({ task: 'mrpc', data: glue })).toEqual(['accuracy', 'f1']);
  expect(epochMetrics({ task: 'mnli', data: glue })).toEqual(['accuracy', 'accuracy_mismatched']);
  expect(epochMetrics({ task: 'metamath', data: { kind: 'hub' } })).toEqual([]);
  expect(epochMetrics({ task: 'text-classification', data: table })).toEqual(['accuracy', 'f1_macro']);
  expect(epochMetrics({ task: 'text-generation', data: table })).toEqual(['loss', 'perplexity']);
  const own = { ...table, metric: 'f1_macro' } as const;
  expect(epochMetrics({ task: 'text-classification', data: own })).toEqual(['f1_macro', 'accuracy']);
});

test('the metric that is followed is the one that is named, or the one that counts', () => {
  const followed = (earlyStopping?: { patience: number; metric?: string }) =>
    followedMetric({ task: 'mrpc', data: glue, training: { ...(earlyStopping && { earlyStopping }) } });
  expect(followed()).toBe('accuracy');
  expect(followed({ patience: 1 })).toBe('accuracy');
  expect(followed({ patience: 1, metric: 'f1' })).toBe('f1');
});

test('a trial without early stopping is what it was, and minDelta: 0 is silence', () => {
  const trial = (yaml: string) => resolveTrial(exampleSpec(yaml), at, 8);
  expect(trialIdentity(trial(''))['training']).not.toHaveProperty('earlyStopping');
  const plain = trial('training: { earlyStopping: { patience: 2 } }\n');
  expect(plain.training.earlyStopping).toEqual({ patience: 2 });
  expect(trial('training: { earlyStopping: { patience: 2, minDelta: 0 } }\n')).toEqual(plain);
  expect(trial('training: { earlyStopping: { patience: 2, minDelta: 0.01 } }\n')).not.toEqual(plain);
});

test.each([
  ['cola', 'loss', 'Expected training.earlyStopping.metric on cola to be one of matthews, got loss.'],
  [
    'metamath',
    undefined,
    /^Expected training\.earlyStopping to be left out on metamath, got one: answers are /,
  ],
] as const)('%s can not be stopped by %s', (task, metric, message) => {
  const spec = exampleSpec(
    `training: { earlyStopping: { patience: 2${metric === undefined ? '' : `, metric: ${metric}`} } }\n`,
  );
  expect(() => resolveTrial(spec, { ...at, task }, 8)).toThrow(message);
});

test.each([
  ['{}', 'Missing training.earlyStopping.patience: expected a whole number of at least 1.'],
  ['{ patience: 0 }', 'Expected training.earlyStopping.patience to be a whole number of at least 1, got 0'],
  ['{ patience: 1, minDelta: -1 }', 'Expected training.earlyStopping.minDelta to be a number of at least 0'],
  ['{ patience: 1, mode: max }', 'mode'],
])('a spec with earlyStopping: %s is refused', (value, message) => {
  expect(() => exampleSpec(`training: { earlyStopping: ${value} }\n`)).toThrow(message);
});
