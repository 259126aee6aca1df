import { gradeFirst } from '../testing/grade-first.ts';
import { gsm8kBenchmark } from './gsm8k.ts';

const gsm8k = gsm8kBenchmark([
  { id: 3, question: 'How many?', solution: 'So 1200.\n#### 1,200', answer: '1200' },
]);

test.each([
  ['600 + 600 = 1200.\nThe answer is: 1,200', 1, 1, '1200', 'right'],
  ['The answer is: 12', 0, 0, '12', 'wrong'],
  ['The answer is: 1200 apples, 3 each', 1, 0, '1200', 'right'],
  ['It is 1200.', 0, 1, null, 'no answer stated'],
])('GSM8K: %j is read in two ways', async (completion, stated, last, extracted, verdict) => {
  expect(await gradeFirst(gsm8k, completion)).toEqual({
    scores: { accuracy: stated, 'accuracy-of-last-number': last },
    extracted,
    verdict,
  });
});

test('questions stand in the template of training', () => {
  expect(gsm8k.questions[0]).toMatchObject({ id: '3', reference: '1200', groups: {} });
  expect(gsm8k.questions[0]?.prompt).toMatch(/### Instruction:\nHow many\?\n\n### Response:$/);
});
