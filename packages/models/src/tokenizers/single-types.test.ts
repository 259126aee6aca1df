import { templateProcessing, Tokenizer, WordLevel } from 'tokenizers';
import { hasSingleTypes } from './single-types.ts';

function tokenizerWith(single: string, vocabulary: Record<string, number>): Tokenizer {
  const tokenizer = new Tokenizer(WordLevel.init(vocabulary, { unkToken: '?' }));
  tokenizer.setPostProcessor(templateProcessing(single, undefined, [['[CLS]', 9]]));
  return tokenizer;
}

test('a template with zeros alone has no types, one with another number has', async () => {
  const vocabulary = { a: 0, '?': 1 };
  expect(await hasSingleTypes(tokenizerWith('$A:0 [CLS]:0', vocabulary))).toBe(false);
  expect(await hasSingleTypes(tokenizerWith('$A:0 [CLS]:2', vocabulary))).toBe(true);
  expect(await hasSingleTypes(tokenizerWith('$A:1 [CLS]:0', vocabulary))).toBe(true);
});

test('where no token of a text can be shown, there may be types', async () => {
  expect(await hasSingleTypes(tokenizerWith('$A:1 [CLS]:0', { b: 0 }))).toBe(true);
});
