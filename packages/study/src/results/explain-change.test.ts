import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult, exampleInputs } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { explainChange, findChanges } from './explain-change.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];

describe('explainChange', () => {
  test('names the settings and what they were', () => {
    const now: ResolvedTrial = {
      ...trial,
      rows: { dev: 5 },
      training: { ...trial.training, epochs: 9, warmup: { steps: 3 } },
    };
    expect(explainChange(doneResult(trial), now, exampleInputs)).toBe(
      'rows.dev: nothing -> 5; training.epochs: 3 -> 9; training.warmup.ratio: 0.06 -> nothing; training.warmup.steps: nothing -> 3',
    );
  });

  test('names content and code', () => {
    const now = { model: 'a', data: 'b', code: 99 };
    expect(explainChange(doneResult(trial), trial, now)).toBe(
      'the content of the model; the content of the data; version of results: 1 -> 99',
    );
  });
});

describe('findChanges', () => {
  test('equal values have none, whatever the order of their keys', () => {
    expect(findChanges({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
    expect(findChanges({ a: [1] }, { a: [2] })).toEqual([{ key: 'a', from: [1], to: [2] }]);
  });
});
