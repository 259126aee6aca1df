import { cleanUpSpaces } from './clean-up.ts';

// By transformers 4.46.3: PreTrainedTokenizerBase.clean_up_tokenization.
test.each([
  ['a . b ? c ! d , e', 'a. b? c! d, e'],
  ["do n't I 'm he 's we 've they 're", "don't I'm he's we've they're"],
  ["rock ' n ' roll", "rock'n'roll"],
  ['x  .', 'x .'],
])('%s', (text, cleaned) => {
  expect(cleanUpSpaces(text)).toBe(cleaned);
});
