import { encodeExamples } from './encode-examples.ts';

type Texts = readonly (string | readonly [string, string])[];

test('encodeExamples hands single texts and pairs to the tokenizer and keeps ids and labels', async () => {
  const calls: unknown[] = [];
  const tokenizer = {
    encodeBatch(texts: Texts, options: { maxLength: number }) {
      calls.push([texts, options]);
      return Promise.resolve(texts.map((text) => ({ ids: [text.length, 9], typeIds: [0, 1] })));
    },
  };
  const examples = [
    { id: 4, text: 'abc', label: 1 },
    { id: 7, text: 'a', pair: 'b', label: 2.5 },
  ];
  expect(await encodeExamples(examples, tokenizer, { maxLength: 8 })).toEqual([
    { id: 4, ids: [3, 9], typeIds: [0, 1], label: 1 },
    { id: 7, ids: [2, 9], typeIds: [0, 1], label: 2.5 },
  ]);
  expect(calls).toEqual([[['abc', ['a', 'b']], { maxLength: 8 }]]);
});

test('a tokenizer that gives fewer encodings is an error', async () => {
  const tokenizer = { encodeBatch: () => Promise.resolve([]) };
  await expect(encodeExamples([{ id: 0, text: 'a', label: 0 }], tokenizer, { maxLength: 8 })).rejects.toThrow(
    'Expected 1 encodings from the tokenizer, got 0',
  );
});
