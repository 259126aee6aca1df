import type { ModelConfig } from '../model.ts';
import { checkPrompts, roomFor } from './prompt-limits.ts';

const config = { maxPositions: 64, vocabularySize: 100 } as ModelConfig;
const check = (ids: number[], lengths: object = {}, sizes = config): void =>
  checkPrompts([{ ids, images: [] }], { maxNewTokens: 12, ...lengths }, sizes);
const zeros = (n: number): number[] => new Array<number>(n).fill(0);

test('n tokens and m new ones take n + m - 1 positions, as in transformers', () => {
  expect(() => check(zeros(53))).not.toThrow();
  expect(() => check(zeros(54))).toThrow(
    "Expected prompts of 1 to 53 tokens (with 12 new ones, of which the last takes no position, they fill the model's 64 positions), got 54 in prompt 0.",
  );
  expect(() => check([])).toThrow('got 0 in prompt 0');
});

test('a longest text bounds the new tokens of each prompt', () => {
  expect([
    roomFor(zeros(5), { maxNewTokens: 12 }),
    roomFor(zeros(5), { maxNewTokens: 12, maxLength: 9 }),
  ]).toEqual([12, 4]);
  expect(() => check(zeros(60), { maxLength: 65 })).not.toThrow();
  expect(() => check(zeros(60), { maxLength: 60 })).toThrow(
    'Expected prompts of at most 59 tokens (one less than the longest text), got 60 in prompt 0.',
  );
});

test('tokens beyond the vocabulary', () => {
  expect(() => check([1, 100])).toThrow(
    "Expected tokens from 0 to 99, the model's, got 100 in prompt 0: the tokenizer is not the one of this model.",
  );
  expect(() => check([-1])).toThrow('got -1 in prompt 0');
  expect(() =>
    check([100], {}, { ...config, imageTokens: { imageToken: 100, tokensPerImage: 1 } }),
  ).not.toThrow();
});
