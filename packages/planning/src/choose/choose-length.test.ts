import { chooseMaxLength } from './choose-length.ts';

const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

test('the 99th percentile, by nearest rank, up to a multiple of 8', () => {
  // NumPy: np.percentile(range(1, 201), 99, method='inverted_cdf') is 198.
  expect(chooseMaxLength(upTo(200), 512)).toEqual({
    value: 200,
    why: '99 % of the texts have at most 198 tokens, the longest 200; 0 of 200 are cut',
  });
  const skewed = [...Array.from({ length: 99 }, () => 20), 900];
  expect(chooseMaxLength(skewed, 512)).toEqual({
    value: 24,
    why: '99 % of the texts have at most 20 tokens, the longest 900; 1 of 100 are cut',
  });
});

test('not beyond what the model reads, and not below 16', () => {
  expect(chooseMaxLength(upTo(1000), 512)).toMatchObject({
    value: 512,
    why: expect.stringContaining('the most that the model reads; ') as string,
  });
  expect(chooseMaxLength([3, 4], 512).value).toBe(16);
});

test('the order of the texts is of no effect, and no text is an error', () => {
  expect(chooseMaxLength(upTo(200).toReversed(), 512)).toEqual(chooseMaxLength(upTo(200), 512));
  expect(() => chooseMaxLength([], 512)).toThrow('Expected at least one training text, got none.');
});
