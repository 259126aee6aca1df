import type { EncodedExample } from '@lamella/datasets';
import type { ModelConfig } from '@lamella/models';
import { checkExamples, checkLabels } from './check-examples.ts';

const config = { vocabularySize: 10, numLabels: 3, longestText: 4 } as ModelConfig;
const example = (ids: number[], others: Partial<EncodedExample> = {}): EncodedExample => ({
  ...{ id: 7, ids, typeIds: ids.map(() => 0), label: 0 },
  ...others,
});

test('texts that are longer than the model has positions', () => {
  expect(() => checkExamples([example([1, 2, 3, 4])], { config })).not.toThrow();
  expect(() => checkExamples([example([1, 2, 3, 4, 5])], { config })).toThrow(
    'Expected texts of at most 4 tokens, for which the model has positions, got 5 in example 7. Set the maximum length (--max-length, or maxLength of the spec) to 4 or less.',
  );
  const { longestText: _, ...rotary } = config;
  expect(() => checkExamples([example([1, 2, 3, 4, 5])], { config: rotary })).not.toThrow();
});

test('tokens beyond the vocabulary', () => {
  expect(() => checkExamples([example([1]), example([9, 10])], { config })).toThrow(
    "Expected tokens from 0 to 9, the model's, got 10 in example 7: the tokenizer is not the one of this model.",
  );
  expect(() => checkExamples([example([-1])], { config })).toThrow('got -1');
  const imageTokens = { imageToken: 10, tokensPerImage: 1 };
  expect(() => checkExamples([example([10])], { config: { ...config, imageTokens } })).not.toThrow();
});

test('labels beyond the classes, or tokens beyond the vocabulary', () => {
  const check = (others: Partial<EncodedExample>, kind: Parameters<typeof checkLabels>[2]): void =>
    checkLabels([example([1], others)], { config }, kind);
  expect(() => check({ label: 2 }, 'classification')).not.toThrow();
  expect(() => check({ label: 3 }, 'classification')).toThrow(
    "Expected labels from 0 to 2, the model's 3 classes, got 3 in example 7.",
  );
  expect(() => check({ label: -1 }, 'classification')).toThrow('got -1');
  expect(() => check({ label: 0.5 }, 'classification')).toThrow('got 0.5');
  expect(() => check({ label: 4.7 }, 'regression')).not.toThrow();
  expect(() => check({ tokenLabels: [-100, 9] }, 'causal-lm')).not.toThrow();
  expect(() => check({ tokenLabels: [10] }, 'causal-lm')).toThrow(
    'Expected labels that are tokens from 0 to 9, got 10 in example 7.',
  );
});
