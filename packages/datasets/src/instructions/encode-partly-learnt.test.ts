import { IGNORED_LABEL } from '../language-model/block-batches.ts';
import { encodePartlyLearnt } from './encode-partly-learnt.ts';

/** Tokens of two characters. */
const tokenizer = {
  encodeBatch: async (texts: readonly string[], options: { readonly addSpecialTokens: boolean }) =>
    texts.map((text) => {
      expect(options.addSpecialTokens).toBe(false);
      const letters = [...text];
      const starts = Array.from({ length: Math.ceil(letters.length / 2) }, (_, i) => 2 * i);
      return {
        ids: starts.map((start) => start / 2 + 10),
        offsets: starts.map((start) => [start, Math.min(start + 2, letters.length)] as const),
      };
    }),
};
const _ = IGNORED_LABEL;

test('tokens that overlap a learnt part are learnt, across its ends as well; places are counted in code points', async () => {
  const texts = [
    { id: 4, text: 'abcdefgh', learnt: [{ start: 2, end: 4 }] },
    { id: 5, text: 'abcdefgh', learnt: [{ start: 3, end: 5 }] },
    // Two code units each: the part is the third and the fourth letter.
    { id: 6, text: '😀😀cd', learnt: [{ start: 4, end: 6 }] },
    {
      id: 7,
      text: 'abcdefgh',
      learnt: [
        { start: 0, end: 2 },
        { start: 6, end: 8 },
      ],
    },
  ];
  const encoded = await encodePartlyLearnt(texts, tokenizer);
  expect(encoded.map(({ id, ids }) => [id, ids.length])).toEqual([
    [4, 4],
    [5, 4],
    [6, 2],
    [7, 4],
  ]);
  expect(encoded.map(({ tokenLabels }) => tokenLabels)).toEqual([
    [_, 11, _, _],
    [_, 11, 12, _],
    [_, 11],
    [10, _, _, 13],
  ]);
});
