import { gradeFirst } from '../testing/grade-first.ts';
import { mathBenchmark } from './math.ts';

const math = mathBenchmark([
  { id: 0, problem: 'What is $x$?', solution: '', answer: '\\frac12', level: 'Level 3', subject: 'Algebra' },
]);

test.each([
  ['The answer is: \\frac{1}{2}', 1, '\\frac{1}{2}'],
  ['so $x = \\boxed{0.5}$.', 1, '0.5'],
  ['The answer is: 2. No, \\boxed{0.5}', 0, '2. No, \\boxed{0.5}'],
  ['one half', 0, null],
])('MATH: %j', async (completion, accuracy, extracted) => {
  expect(await gradeFirst(math, completion)).toMatchObject({ scores: { accuracy }, extracted });
});

test('problems know their level and subject', () => {
  expect(math.questions[0]?.groups).toEqual({ level: 'Level 3', subject: 'Algebra' });
});
