import { longestText, packedLength } from './packed-length.ts';

const texts = (...lengths: number[]): { readonly ids: number[] }[] =>
  lengths.map((length) => ({ ids: new Array<number>(length).fill(1) }));

test.each([
  [[1], 8],
  [[8], 8],
  [[5, 4], 16],
  [[100, 28], 128],
  [[100, 29], 144], // eight lengths from 128 to 256
  [[430], 448],
  [[1000, 25], 1152],
])('texts of %j tokens take a row of %i', (lengths, expected) => {
  expect(packedLength(texts(...lengths))).toBe(expected);
});

test.each([
  [100, 104],
  [104, 104],
  [105, 120],
  [121, 128], // as without given lengths
])('where lengths are given, %i tokens take a row of %i', (numTokens, expected) => {
  expect(packedLength(texts(numTokens), [104, 120])).toBe(expected);
});

test('a row is full but for an eighth, and between a power of two and the next there are eight lengths', () => {
  const lengths = new Set<number>();
  for (let numTokens = 64; numTokens <= 2048; numTokens++) {
    const length = packedLength(texts(numTokens));
    expect(length).toBeGreaterThanOrEqual(numTokens);
    expect(length - numTokens).toBeLessThan(numTokens / 8);
    lengths.add(length);
  }
  expect(lengths.size).toBe(1 + 5 * 8);
});

test.each([
  [[1], 16],
  [[16, 3], 16],
  [[3, 17], 32],
  [[100], 128],
])('the longest of texts of %j tokens has at most %i', (lengths, expected) => {
  expect(longestText(texts(...lengths))).toBe(expected);
});
