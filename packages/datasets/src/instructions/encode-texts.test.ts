import { encodeTexts } from './encode-texts.ts';

const EOS = 2;
/** One token per character, after a token 1 that begins every text. */
const tokenizer = {
  eosId: EOS,
  encodeBatch: async (texts: readonly string[]) =>
    texts.map((text) => ({ ids: [1, ...[...text].map((letter) => letter.codePointAt(0) ?? 0)] })),
};
const codes = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);

test('all tokens are learnt, the end-of-text token too', async () => {
  const { examples, numSplit } = await encodeTexts(['ab', 'c'], tokenizer, 9);
  expect(examples).toEqual(
    [
      [1, ...codes('ab'), EOS],
      [1, ...codes('c'), EOS],
    ].map((ids, id) => ({ id, ids, typeIds: ids.map(() => 0), label: 0, tokenLabels: ids })),
  );
  expect(numSplit).toBe(0);
});

test('a long text becomes several examples, and a single token at its end none', async () => {
  const { examples, numSplit } = await encodeTexts(['abcd', 'xyz', 'abcdefg'], tokenizer, 4);
  expect(examples.map(({ id, ids }) => [id, ids])).toEqual([
    [0, [1, ...codes('abc')]],
    [1, [...codes('d'), EOS]],
    [2, [1, ...codes('xyz')]],
    [3, [1, ...codes('abc')]],
    [4, [...codes('defg')]],
  ]);
  expect(numSplit).toBe(3);
});

test('a tokenizer that ends texts by itself is not asked to do it twice, and one without an end has none', async () => {
  const encode = (ids: number[], eosId?: number) =>
    encodeTexts(['x'], { ...(eosId !== undefined && { eosId }), encodeBatch: async () => [{ ids }] }, 9);
  expect((await encode([5, EOS], EOS)).examples[0]?.ids).toEqual([5, EOS]);
  expect((await encode([5, 6])).examples[0]?.ids).toEqual([5, 6]);
});
