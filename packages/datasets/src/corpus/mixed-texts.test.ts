import { mixTexts, type TextMix } from './mixed-texts.ts';

const texts = Array.from({ length: 500 }, (_, i) => `This is text number ${i} of a small corpus.`);
const corpus = { texts, sources: [], hash: '' };
const mix: TextMix = { characters: 20_000, shares: { prose: 2, arithmetic: 1, python: 1 } };

test('every kind has its share of the characters', () => {
  const parts = mixTexts(corpus, mix, 1);
  expect(parts.map(({ kind }) => kind)).toEqual(['prose', 'arithmetic', 'python']);
  const characters = parts.map((part) => part.texts.reduce((sum, text) => sum + text.length, 0));
  [10_000, 5000, 5000].forEach((expected, i) => {
    expect(characters[i]).toBeGreaterThanOrEqual(expected);
    expect(characters[i]).toBeLessThan(expected + 400);
  });
});

test('prose is a sample in its order, and all texts follow from the seed', () => {
  const [prose] = mixTexts(corpus, mix, 1);
  const indices = (prose?.texts ?? []).map((text) => texts.indexOf(text));
  expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
  expect(indices.at(-1)).toBeGreaterThan(300);
  expect(mixTexts(corpus, mix, 1)).toEqual(mixTexts(corpus, mix, 1));
  expect(mixTexts(corpus, mix, 2)).not.toEqual(mixTexts(corpus, mix, 1));
});

test('a kind without a share is left out', () => {
  const parts = mixTexts(corpus, { ...mix, shares: { prose: 0, arithmetic: 0, python: 1 } }, 1);
  expect(parts.map(({ kind }) => kind)).toEqual(['python']);
});
