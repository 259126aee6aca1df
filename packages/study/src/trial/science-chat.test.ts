import { llavaPrompt } from '@lamella/models';
import { type ScienceQuestion, scienceBenchmark, scienceChat, scienceTarget } from '@lamella/tasks';

const question: ScienceQuestion = {
  id: '7',
  question: 'Which is blue?',
  choices: ['grass', 'sky', 'snow'],
  answer: 1,
  hint: 'Look up.',
  ...{ subject: 'natural science', topic: 'physics', category: 'Color' },
  image: { kind: 'bytes', bytes: new Uint8Array() },
};

test('a question is the user’s turn of LLaVA’s chat, with the image before it', () => {
  const text =
    "Context: Look up.\nWhich is blue?\nA. grass\nB. sky\nC. snow\nAnswer with the option's letter from the given choices directly.";
  expect(scienceChat(question)).toBe(llavaPrompt([{ role: 'user', text, numImages: 1 }]));
  const whole = llavaPrompt([
    { role: 'user', text, numImages: 1 },
    { role: 'assistant', text: 'B' },
  ]);
  expect(`${scienceChat(question)}${scienceTarget(question)} `).toBe(whole);
});

test.each([
  [' B', 1, 'B', 'right'],
  ['The answer is A.', 0, 'A', 'wrong'],
  [' D', 0, null, 'no option named'],
  ['the sky', 0, null, 'no option named'],
])('%j', async (completion, accuracy, extracted, verdict) => {
  const { questions, grade } = scienceBenchmark('scienceqa', [question]);
  const [asked] = questions;
  if (asked === undefined) throw new Error('Expected a question');
  expect(await grade(asked, completion, undefined)).toEqual({ scores: { accuracy }, extracted, verdict });
  expect(asked).toMatchObject({
    reference: 'B',
    groups: { subject: 'natural science' },
    image: question.image,
  });
});
