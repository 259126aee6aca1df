import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { findOneClass, oneClassNote, oneClassSplits } from './one-class.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const result = doneResult(trial);
const predict = (...predictions: (number | null)[]) => ({
  ...result,
  predictions: { dev: { predictions }, other: { predictions: [0, 1] } },
});

test('a classifier that predicts one class only is noted below the table', () => {
  expect(oneClassSplits(predict(1, 1, 1))).toEqual([{ id: trial.id, split: 'dev', prediction: 1 }]);
  const cell = { trial, layers: 8, state: 'done', result: predict(1, 1, 1) } as const;
  expect(oneClassNote(findOneClass([cell, { trial, layers: 8, state: 'missing' }]))).toBe(
    '**One class only.** These classifiers tell nothing apart, whatever their score:\n\n' +
      `- ${trial.id}: class 1 for every example of dev\n`,
  );
});

test('two classes, a single example, a regression and answers in text are not', () => {
  expect(oneClassSplits(predict(1, 0, 1))).toEqual([]);
  expect(oneClassSplits(predict(1))).toEqual([]);
  expect(oneClassSplits({ ...predict(1, 1), trial: { ...trial, task: 'stsb' } })).toEqual([]);
  expect(oneClassSplits({ ...result, trial: { ...trial, task: 'mini-math' }, predictions: {} })).toEqual([]);
  expect(oneClassNote([])).toBe('');
});
