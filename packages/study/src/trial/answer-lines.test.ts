import { answerFileName, chosenAnswer, writtenAnswer } from './answer-lines.ts';

const written = {
  ...{ id: '7', sample: 0, prompt: 'p', completion: 'c', reason: 'length', reference: 'r', extracted: null },
  ...{ verdict: 'wrong', scores: { accuracy: 0 } },
};

test('lines of earlier versions, without groups, are read, and nothing else is', () => {
  expect(writtenAnswer.parse(written)).toEqual(written);
  expect(writtenAnswer.safeParse({ ...written, groups: { steps: '1' } }).success).toBe(true);
  expect(writtenAnswer.safeParse({ ...written, more: 1 }).success).toBe(false);
  expect(chosenAnswer.safeParse(written).success).toBe(false);
});

test('a benchmark’s answers have a file of its name', () => {
  expect(answerFileName('mini-math')).toBe('mini-math.jsonl');
});
