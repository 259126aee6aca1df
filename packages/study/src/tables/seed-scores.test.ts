import { mean, sampleStandardDeviation } from '@lamella/metrics';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { DoneResult } from '../results/trial-result.ts';
import { doneResult } from '../testing/example-results.ts';
import { scoresOf } from './scores.ts';
import { itemiseScore, numItemsOf } from './seed-scores.ts';

const [trial] = expandSweep(exampleSpec(), 8).filter(({ task }) => task === 'rte');
if (trial === undefined) throw new Error('Expected a trial of RTE');
const [rte] = scoresOf(trial);
if (rte === undefined) throw new Error('Expected a score of RTE');
const labels = Array.from({ length: 200 }, (_, i) => i % 2);
const predictions = labels.map((label, i) => (i < 150 ? label : 1 - label));
const result = doneResult(trial, { score: 0.75 });

test('a classifier’s score is resampled from its predictions', () => {
  const score = itemiseScore({ ...result, predictions: { dev: { labels, predictions } } }, rte);
  expect(score).toMatchObject({ score: 0.75, numItems: 200, labels });
  expect(mean(score?.resampled ?? [])).toBeCloseTo(0.75, 2);
});

test('of published results without labels the number of items is known, and of none nothing', () => {
  const published = { ...result, predictions: { dev: { predictions } } };
  expect(itemiseScore(published, rte)).toEqual({ score: 0.75, numItems: 200 });
  expect(itemiseScore({ ...result, predictions: {} }, rte)).toEqual({ score: 0.75 });
  const undefinedScore = doneResult(trial, { score: NaN });
  expect(itemiseScore(undefinedScore, rte)).toBeUndefined();
});

test('the number of items is known without resampling, and is at most what the trial was allowed', () => {
  expect(numItemsOf({ ...result, predictions: { dev: { labels, predictions } } }, rte)).toBe(200);
  const none = { ...result, predictions: {} };
  expect(numItemsOf(none, rte)).toBeUndefined();
  expect(numItemsOf({ ...none, trial: { ...none.trial, rows: { train: 208, dev: 10 } } }, rte)).toBe(10);
});

const benchmark = {
  ...{ name: 'gsm8k', title: 'GSM8K', metric: 'accuracy', isPredicted: false },
  ...{ valueIn: () => 0.5, baselineIn: () => undefined },
};
const answered: DoneResult = { ...result, predictions: {} };

test('written answers are resampled from the scores of the questions', () => {
  const answerScores = { 'gsm8k/accuracy': Array.from({ length: 100 }, (_, i) => Number(i < 50)) };
  const score = itemiseScore({ ...answered, answerScores }, benchmark);
  expect(score?.numItems).toBe(100);
  expect(mean(score?.resampled ?? [])).toBeCloseTo(0.5, 2);
  const broken = { 'gsm8k/accuracy': [1, null] };
  expect(itemiseScore({ ...answered, answerScores: broken }, benchmark)).toEqual({ score: 0.5 });
});

test('the loss of held-out texts is resampled text by text, and each token of a text counts the same', () => {
  const loss = { ...benchmark, name: 'text-generation', metric: 'loss', isPredicted: true };
  const tokens = Array.from({ length: 100 }, (_, i) => (i < 50 ? 10 : 30));
  const logLikelihoods = tokens.map((count) => (count === 10 ? -20 : -30)); // 2 nats a token, and 1
  const heldOut = { dev: { logLikelihoods, numTokens: 2000, tokens } };
  const score = itemiseScore({ ...answered, heldOut }, { ...loss, valueIn: () => 1.25 });
  expect(score?.numItems).toBe(100);
  expect(mean(score?.resampled ?? [])).toBeCloseTo(1.25, 2);
  expect(sampleStandardDeviation([...(score?.resampled ?? [])])).toBeCloseTo(0.0375, 2);
  const before = { dev: { logLikelihoods, numTokens: 2000 } };
  expect(itemiseScore({ ...answered, heldOut: before }, loss)).toEqual({ score: 0.5 });
});

test('choices are right or wrong', () => {
  const chosen = { 'gsm8k/accuracy': { labels: labels.map((label) => label + 2), predictions: labels } };
  const score = itemiseScore({ ...answered, predictions: chosen }, benchmark);
  expect(mean(score?.resampled ?? [])).toBe(0);
});

test('results that have groups alone tell how many questions there were', () => {
  const group = (by: string, name: string, count: number) => {
    return { benchmark: 'gsm8k', by, group: name, count, score: 0.5 };
  };
  const groups = [group('steps', '1', 6), group('steps', '2', 4), group('kind', 'a', 10)];
  expect(itemiseScore({ ...answered, groups }, benchmark)).toEqual({ score: 0.5, numItems: 10 });
});
