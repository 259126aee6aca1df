import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult, exampleInputs } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { describeChange, explainChange, findChanges } from './explain-change.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];

describe('explainChange', () => {
  test('names the settings and what they were', () => {
    const now: ResolvedTrial = {
      ...trial,
      rows: { dev: 5 },
      training: { ...trial.training, epochs: 9, warmup: { steps: 3 } },
    };
    const change = explainChange(doneResult(trial), { trial: now, inputs: exampleInputs });
    expect(describeChange(change)).toEqual([
      'rows.dev: nothing -> 5',
      'training.epochs: 3 -> 9',
      'training.warmup.ratio: 0.06 -> nothing',
      'training.warmup.steps: nothing -> 3',
    ]);
  });

  test('names content and code', () => {
    const stored = doneResult(trial, { inputs: { ...exampleInputs, code: 1 } });
    const change = explainChange(stored, { trial, inputs: { model: 'a', data: 'b', code: 'c0de' } });
    expect(describeChange(change)).toEqual([
      'the content of the model',
      'the content of the data',
      'the code: 1 -> c0de',
    ]);
  });

  test('names the parts of an input where it was kept what there was', () => {
    const inputs = { ...exampleInputs, model: 'other' };
    const parts = ['a', 'b', 'c', 'd'].map((name) => ({ name, from: 'sha256:0', to: 'sha256:1' }));
    const change = explainChange(doneResult(trial), { trial, inputs }, (from, to) => {
      expect([from, to]).toEqual([exampleInputs.model, 'other']);
      return parts;
    });
    expect(describeChange(change)).toEqual(['model: a has changed, b has changed, c has changed, 1 more']);
    expect(describeChange(change, 4)[0]).toContain('d has changed');
  });
});

describe('findChanges', () => {
  test('equal values have none, whatever the order of their keys', () => {
    expect(findChanges({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toEqual([]);
    expect(findChanges({ a: [1] }, { a: [2] })).toEqual([{ key: 'a', from: [1], to: [2] }]);
  });
});
