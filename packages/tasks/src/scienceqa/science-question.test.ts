import { scienceQaPrompt, scienceQaTarget } from './science-question.ts';

const choices = ['sky', 'grass', 'snow'];

test('with a hint', () => {
  expect(scienceQaPrompt({ question: 'Which is green?', choices, hint: 'It is summer.' })).toBe(
    "Context: It is summer.\nWhich is green?\nA. sky\nB. grass\nC. snow\nAnswer with the option's letter from the given choices directly.",
  );
});

test('without one there is no such line', () => {
  expect(scienceQaPrompt({ question: 'Which is green?', choices: ['sky', 'grass'], hint: '' })).toBe(
    "Which is green?\nA. sky\nB. grass\nAnswer with the option's letter from the given choices directly.",
  );
});

test('the target is a letter', () => {
  expect([0, 1, 4].map((answer) => scienceQaTarget({ answer }))).toEqual(['A', 'B', 'E']);
});
