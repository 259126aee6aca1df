import type { Benchmark, Grade } from './benchmark.ts';
import { gsm8kBenchmark, mathBenchmark, miniMathBenchmark } from './math-problems.ts';

const gsm8k = gsm8kBenchmark([
  { id: 3, question: 'How many?', solution: 'So 1200.\n#### 1,200', answer: '1200' },
]);
const math = mathBenchmark([
  { id: 0, problem: 'What is $x$?', solution: '', answer: '\\frac12', level: 'Level 3', subject: 'Algebra' },
]);

async function grade(benchmark: Benchmark, completion: string): Promise<Grade> {
  const [question] = benchmark.questions;
  if (question === undefined) throw new Error('Expected a question');
  return benchmark.grade(question, completion, undefined);
}

test.each([
  ['600 + 600 = 1200.\nThe answer is: 1,200', 1, 1, '1200', 'right'],
  ['The answer is: 12', 0, 0, '12', 'wrong'],
  ['The answer is: 1200 apples, 3 each', 1, 0, '1200', 'right'],
  ['It is 1200.', 0, 1, null, 'no answer stated'],
])('GSM8K: %j is read in two ways', async (completion, stated, last, extracted, verdict) => {
  expect(await grade(gsm8k, completion)).toEqual({
    scores: { accuracy: stated, 'accuracy-of-last-number': last },
    extracted,
    verdict,
  });
});

test.each([
  ['The answer is: \\frac{1}{2}', 1, '\\frac{1}{2}'],
  ['so $x = \\boxed{0.5}$.', 1, '0.5'],
  ['The answer is: 2. No, \\boxed{0.5}', 0, '2. No, \\boxed{0.5}'],
  ['one half', 0, null],
])('MATH: %j', async (completion, accuracy, extracted) => {
  expect(await grade(math, completion)).toMatchObject({ scores: { accuracy }, extracted });
});

test('questions stand in the template of training, and know their groups', () => {
  expect(gsm8k.questions[0]).toMatchObject({ id: '3', reference: '1200', groups: {} });
  expect(gsm8k.questions[0]?.prompt).toMatch(/### Instruction:\nHow many\?\n\n### Response:$/);
  expect(math.questions[0]?.groups).toEqual({ level: 'Level 3', subject: 'Algebra' });
  const problem = { id: 0, prompt: 'Question: … Answer:', solution: ' 1', answer: '1', numSteps: 2 };
  expect(miniMathBenchmark([problem]).questions[0]).toEqual({
    id: '0',
    prompt: 'Question: … Answer:',
    reference: '1',
    groups: { steps: '2' },
  });
});
