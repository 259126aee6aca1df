import { UserError } from '@lamella/core';
import { type EncodedExample, IGNORED_LABEL } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import type { TaskKind } from './losses.ts';

type Sizes = Pick<Model, 'config'>;

/**
 * Checks once, before batches are made, that the model has a position for every token and an embedding for every id: the engine
 * would end with an error that says neither, or on a GPU read numbers from elsewhere.
 *
 * @throws {UserError} for the first example that does not fit
 */
export function checkExamples(examples: readonly EncodedExample[], { config }: Sizes): void {
  const { longestText = Infinity, vocabularySize, imageTokens } = config;
  for (const { id: example, ids } of examples) {
    if (ids.length > longestText)
      throw new UserError(
        `Expected texts of at most ${longestText} tokens, for which the model has positions, got ${ids.length} in example ${example}. ` +
          `Set the maximum length (--max-length, or maxLength of the spec) to ${longestText} or less.`,
      );
    const stranger = ids.find((id) => !(id >= 0 && id < vocabularySize) && id !== imageTokens?.imageToken);
    if (stranger !== undefined)
      throw new UserError(
        `Expected tokens from 0 to ${vocabularySize - 1}, the model's, got ${stranger} in example ${example}: ` +
          'the tokenizer is not the one of this model.',
      );
  }
}

/**
 * Checks once that every label is a class of the model, or a token of its vocabulary.
 *
 * @throws {UserError} for the first example that has another one
 */
export function checkLabels(examples: readonly EncodedExample[], { config }: Sizes, kind: TaskKind): void {
  for (const { id: example, label, tokenLabels } of examples) {
    if (kind === 'classification' && !(Number.isInteger(label) && label >= 0 && label < config.numLabels))
      throw new UserError(
        `Expected labels from 0 to ${config.numLabels - 1}, the model's ${config.numLabels} classes, got ${label} in example ${example}.`,
      );
    const stranger = tokenLabels?.find(
      (token) => token !== IGNORED_LABEL && !(token >= 0 && token < config.vocabularySize),
    );
    if (stranger !== undefined)
      throw new UserError(
        `Expected labels that are tokens from 0 to ${config.vocabularySize - 1}, got ${stranger} in example ${example}.`,
      );
  }
}
