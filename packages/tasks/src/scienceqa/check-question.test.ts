import { checkQuestion } from './check-question.ts';

const row = { question: 'Which?', choices: ['a', 'b'], answer: 1n };

test('what is left out is empty, and a number may be a big one', () => {
  expect(checkQuestion(row, 'row 0')).toEqual({
    ...{ question: 'Which?', choices: ['a', 'b'], answer: 1 },
    ...{ hint: '', subject: '', topic: '', category: '' },
  });
});

test.each([
  [{ ...row, question: '' }, 'Expected a "question" at row 3, got none.'],
  [{ ...row, hint: 5 }, 'Expected "hint" at row 3 to be a text, got 5.'],
  [{ ...row, choices: ['a'] }, 'Expected "choices" at row 3 to be two texts or more, got ["a"].'],
  [{ ...row, answer: -1 }, 'Expected "answer" at row 3 to be the number of a choice, 0 to 1, got -1.'],
  [
    { ...row, answer: undefined },
    'Expected "answer" at row 3 to be the number of a choice, 0 to 1, got undefined.',
  ],
])('row %# is an error', (wrong, message) => {
  expect(() => checkQuestion(wrong, 'row 3')).toThrow(message);
});
