import type { Question } from './benchmark.ts';
import { type GradedAnswer, scoreAnswers } from './score-answers.ts';

const question = (id: string, groups: Question['groups'] = {}): Question => ({
  id,
  prompt: '',
  reference: '',
  groups,
});
const answersTo = (own: Question, name: string, scores: readonly number[]): GradedAnswer[] =>
  scores.map((score) => ({ question: own, scores: { [name]: score } }));

test('accuracy is the mean over problems, whatever their number of answers, and by group as well', () => {
  const [a, b, c] = [
    question('a', { level: 'Level 2', subject: 'Algebra' }),
    question('b', { level: 'Level 1', subject: 'Algebra' }),
    question('c', { level: 'Level 1', subject: 'Geometry' }),
  ] as [Question, Question, Question];
  const answers = [
    ...answersTo(a, 'accuracy', [1, 1]),
    ...answersTo(b, 'accuracy', [1, 0]),
    ...answersTo(c, 'accuracy', [0, 0]),
  ];
  const { metrics, groups, ofQuestions } = scoreAnswers({ name: 'math', runsCode: false }, answers);
  expect(metrics).toEqual({ accuracy: 0.5 });
  expect([a, b, c].map((one) => ofQuestions.get(one))).toEqual([1, 0.5, 0]);
  expect(groups.map(({ by, group, count, score }) => [by, group, count, score])).toEqual([
    ['level', 'Level 1', 2, 0.25],
    ['level', 'Level 2', 1, 1],
    ['subject', 'Algebra', 2, 0.75],
    ['subject', 'Geometry', 1, 0],
  ]);
});

test('scores of other graders come after the benchmark’s own, those that it has', () => {
  const scores = { accuracy: 1, minerva: 0, metamath: 1 };
  const answers = [{ question: question('a'), scores }];
  expect(
    scoreAnswers({ name: 'math' }, answers, { others: ['minerva', 'evalplus', 'metamath'] }).metrics,
  ).toEqual(scores);
  const one = question('a');
  const programs = [1, 0].map((passed) => ({
    question: one,
    scores: { passed, 'passed-evalplus': 1 },
  }));
  const asked = { ks: [1, 2], others: ['evalplus', 'metamath'] } as const;
  expect(scoreAnswers({ name: 'mbpp', runsCode: true }, programs, asked).metrics).toEqual({
    'pass@1': 0.5,
    'pass@2': 1,
    'pass@1-evalplus': 1,
    'pass@2-evalplus': 1,
  });
});

test('programs are scored by pass@k without bias', () => {
  const answers = [
    ...answersTo(question('a'), 'passed', [1, 0, 0, 0]),
    ...answersTo(question('b'), 'passed', [1, 1, 1, 0]),
  ];
  // 1 - C(3, 2) / C(4, 2) = 1/2 for the first problem, 1 for the second.
  expect(scoreAnswers({ name: 'humaneval', runsCode: true }, answers, { ks: [1, 2] }).metrics).toEqual({
    'pass@1': 0.5,
    'pass@2': 0.75,
  });
});
