import { encodeExamples } from './encode-examples.ts';

type Texts = readonly (string | readonly [string, string])[];

test('encodeExamples hands single texts and pairs to the tokenizer and keeps ids and labels', async () => {
  const calls: unknown[] = [];
  const tokenizer = {
    encodeIds(texts: Texts, options: { maxLength: number }) {
      calls.push([texts, options]);
      return Promise.resolve(texts.map((text) => ({ ids: [text.length, 9], typeIds: [0, 1] })));
    },
  };
  const examples = [
    { id: 4, text: 'abc', label: 1 },
    { id: 7, text: 'a', pair: 'b', label: 2.5 },
  ];
  expect(await encodeExamples(examples, tokenizer, { maxLength: 8 })).toEqual([
    { id: 4, ids: Int32Array.of(3, 9), typeIds: Int32Array.of(0, 1), label: 1 },
    { id: 7, ids: Int32Array.of(2, 9), typeIds: Int32Array.of(0, 1), label: 2.5 },
  ]);
  expect(calls).toEqual([[['abc', ['a', 'b']], { maxLength: 8 }]]);
});

test('many examples are gone through piece by piece, and zeros alone are shared', async () => {
  const sizes: number[] = [];
  const tokenizer = {
    encodeIds(texts: Texts) {
      sizes.push(texts.length);
      return Promise.resolve(texts.map((text) => ({ ids: [Number(text), 1, 2], typeIds: [0, 0, 0] })));
    },
  };
  const examples = {
    length: 4500,
    *[Symbol.iterator]() {
      for (let id = 0; id < 4500; id++) yield { id, text: String(id), label: id % 3 };
    },
  };
  const encoded = await encodeExamples(examples, tokenizer, { maxLength: 8 });
  expect(encoded.map(({ ids }) => ids[0])).toEqual(encoded.map(({ id }) => id));
  expect([sizes, encoded.length]).toEqual([[2000, 2000, 500], 4500]);
  expect(encoded[0]?.typeIds).toBe(encoded[4499]?.typeIds);
});

test('a tokenizer that gives fewer encodings is an error', async () => {
  const tokenizer = { encodeIds: () => Promise.resolve([]) };
  await expect(encodeExamples([{ id: 0, text: 'a', label: 0 }], tokenizer, { maxLength: 8 })).rejects.toThrow(
    'Expected 1 encodings from the tokenizer, got 0',
  );
});
