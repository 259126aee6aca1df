import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult, exampleOutcome, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { checkOutcome, parseResult } from './trial-result.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];

describe('checkOutcome', () => {
  test('takes what a runner returns', () => {
    expect(checkOutcome(exampleOutcome(trial, 0.5))).toEqual(exampleOutcome(trial, 0.5));
  });

  test('an undefined metric is null', () => {
    const outcome = checkOutcome(exampleOutcome(trial, NaN));
    expect(outcome.metrics.primary.value).toBeNull();
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  test.each([undefined, null, 'done', {}, { ...exampleOutcome(trial), extra: 1 }])(
    'refuses garbage: %j',
    (value) => {
      expect(() => checkOutcome(value)).toThrow(/Expected the outcome of a trial, got something else/);
    },
  );

  test.each([NaN, Infinity, null])('refuses a training that has diverged: a loss of %p', (loss) => {
    const outcome = exampleOutcome(trial);
    const epochs = [{ epoch: 1, trainLoss: loss as number, seconds: 1, metrics: {} }];
    const metrics = { ...outcome.metrics, epochs };
    expect(() => checkOutcome({ ...outcome, metrics })).toThrow(/expected a finite loss/);
    expect(() => checkOutcome({ ...outcome, losses: [1, loss] })).toThrow(/expected a finite loss/);
    const stored: unknown = JSON.parse(JSON.stringify({ ...doneResult(trial), metrics }));
    expect(parseResult(stored)).toBe(
      'it is no whole result: expected a finite loss at metrics.epochs.0.trainLoss',
    );
  });

  test('says what is missing', () => {
    const { cost: _cost, ...rest } = exampleOutcome(trial);
    expect(() => checkOutcome(rest)).toThrow(/at cost/);
  });
});

describe('parseResult', () => {
  test('reads what JSON keeps of results', () => {
    for (const result of [doneResult(trial), failedResult(trial)]) {
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
    }
  });

  test('a result that is done and failed at once is none', () => {
    expect(parseResult({ ...doneResult(trial), failure: failedResult(trial).failure })).toMatch(
      /^it is no whole result: /,
    );
  });
});
