import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { DoneResult } from '../results/trial-result.ts';
import { doneResult } from '../testing/example-results.ts';
import type { ExportedAnswer } from './exported-answers.ts';
import { firstDifference, rescore } from './rescore.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const noAnswers = new Map<string, readonly ExportedAnswer[]>();

function scored(final: DoneResult['metrics']['final'], more: Partial<DoneResult>): DoneResult {
  const [name = ''] = Object.keys(final);
  return {
    ...doneResult(trial),
    ...more,
    metrics: { primary: { name, value: final[name] ?? null }, final, epochs: [] },
  };
}

const labels = [0, 1, 1, 0];
const predictions = [0, 1, 0, 0];
const classified = scored(
  { accuracy: 0.75, f1: 2 / 3, accuracy_test: 0.5 },
  { predictions: { dev: { labels, predictions }, test: { labels: [0, 1], predictions: [0, 0] } } },
);
const regressed = scored(
  { rmse: 2 },
  { predictions: { dev: { labels: [1, 2, 3], predictions: [3, 4, 5] } } },
);
const texts = scored(
  { loss: Math.log(4), perplexity: Math.exp(Math.log(4)) },
  { predictions: {}, heldOut: { dev: { logLikelihoods: [-5 * Math.log(4)], numTokens: 5 } } },
);

const answer = (id: string, sample: number, score: number): ExportedAnswer => ({
  ...{ id, sample, completion: '', reason: 'length', extracted: null, verdict: '' },
  ...{ scores: { accuracy: score, 'accuracy-of-last-number': 1 }, groups: { steps: id } },
});
const answers = new Map([['mini-math', [answer('2', 0, 1), answer('1', 0, 0)]]]);
const answered = scored(
  { 'mini-math/accuracy': 0.5, 'mini-math/accuracy-of-last-number': 1 },
  {
    predictions: {},
    answerScores: { 'mini-math/accuracy': [0, 1] },
    groups: [
      { benchmark: 'mini-math', by: 'steps', group: '1', count: 1, score: 0 },
      { benchmark: 'mini-math', by: 'steps', group: '2', count: 1, score: 1 },
    ],
  },
);

const otherwiseScored: DoneResult = {
  ...answered,
  trial: { ...answered.trial, generation: { scores: ['metamath'] } },
  metrics: { ...answered.metrics, final: { ...answered.metrics.final, 'mini-math/metamath': 0.5 } },
};
const otherAnswers = new Map([
  ['mini-math', [answer('2', 0, 1), answer('1', 0, 0)].map((one, i) => withScore(one, 'metamath', i))],
]);

function withScore(one: ExportedAnswer, name: string, score: number): ExportedAnswer {
  return { ...one, scores: { ...one.scores, [name]: score } } as ExportedAnswer;
}

test.each([
  ['classes', { result: classified, answers: noAnswers }, 6],
  ['numbers', { result: regressed, answers: noAnswers }, 3],
  ['texts', { result: texts, answers: noAnswers }, 3],
  ['answers', { result: answered, answers }, 6],
  ['answers by another grader', { result: otherwiseScored, answers: otherAnswers }, 7],
])('the scores of %s come from their outputs', (_, one, count) => {
  const { checks, open } = rescore(one);
  expect(firstDifference(checks)).toBeUndefined();
  expect(checks).toHaveLength(count);
  expect(open).toEqual([]);
});

const withPrediction = (value: number): DoneResult => ({
  ...classified,
  predictions: { dev: { labels, predictions: [value, ...predictions.slice(1)] } },
});
test.each<readonly [string, DoneResult, ReadonlyMap<string, readonly ExportedAnswer[]>, string]>([
  [
    'score',
    scored({ accuracy: 0.76 }, { predictions: { dev: { labels, predictions } } }),
    noAnswers,
    'score accuracy',
  ],
  [
    'primary score',
    { ...classified, metrics: { ...classified.metrics, primary: { name: 'accuracy', value: 1 } } },
    noAnswers,
    'the primary score, accuracy',
  ],
  ['prediction', withPrediction(1), noAnswers, 'score accuracy'],
  [
    'missing prediction',
    { ...classified, predictions: { dev: { labels, predictions: [1] } } },
    noAnswers,
    'number of predictions of dev',
  ],
  [
    'log-likelihood',
    { ...texts, heldOut: { dev: { logLikelihoods: [-5.1], numTokens: 5 } } },
    noAnswers,
    'score loss',
  ],
  [
    'grade',
    answered,
    new Map([['mini-math', [answer('2', 0, 1), answer('1', 0, 1)]]]),
    'score mini-math/accuracy',
  ],
  [
    'question of an answer',
    answered,
    new Map([['mini-math', [answer('3', 0, 1), answer('1', 0, 0)]]]),
    'group 3 (steps) of mini-math',
  ],
  [
    'score of a question',
    { ...answered, answerScores: { 'mini-math/accuracy': [1, 1] } },
    answers,
    'scores of the questions of mini-math',
  ],
])('another %s is found', (_, result, given, what) => {
  expect(firstDifference(rescore({ result, answers: given }).checks)?.what).toBe(what);
});

test('scores whose outputs are not there are named, not passed over', () => {
  const all = [...Object.keys(answered.metrics.final), 'groups of mini-math'];
  expect(rescore({ result: answered, answers: noAnswers }).open).toEqual(all);
  const before = (answers.get('mini-math') ?? []).map((one) => ({ ...one, groups: {} }));
  const former = rescore({ result: answered, answers: new Map([['mini-math', before]]) });
  expect([firstDifference(former.checks), former.open]).toEqual([undefined, ['groups of mini-math']]);
  const published = { ...classified, predictions: { dev: { predictions } } };
  expect(rescore({ result: published, answers: noAnswers }).open).toEqual([
    'accuracy',
    'f1',
    'accuracy_test',
  ]);
});

test('the smallest difference counts', () => {
  expect(firstDifference([{ what: 'x', expected: 0.1 + 0.2, got: 0.3 }])?.what).toBe('x');
  expect(firstDifference([{ what: 'x', expected: null, got: NaN }])).toBeUndefined();
});
