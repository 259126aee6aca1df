import { llavaPrompt } from './llava-prompt.ts';

// What the published template gives, by jinja2.
test('a question about an image', () => {
  expect(llavaPrompt([{ role: 'user', text: 'What is this?', numImages: 1 }])).toBe(
    'USER: <image>\nWhat is this? ASSISTANT:',
  );
});

test('a question with its answer, and one that follows', () => {
  const turns = [
    { role: 'user', text: 'Which?', numImages: 2 },
    { role: 'assistant', text: 'B' },
  ] as const;
  expect(llavaPrompt(turns)).toBe('USER: <image>\n<image>\nWhich? ASSISTANT: B ');
  expect(llavaPrompt([...turns, { role: 'user', text: 'Why?' }])).toBe(
    'USER: <image>\n<image>\nWhich? ASSISTANT: B USER: Why? ASSISTANT:',
  );
});
