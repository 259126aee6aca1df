import type { EncodedExample } from '../encode-examples.ts';
import { IGNORED_LABEL } from '../language-model/block-batches.ts';

/** Examples cut to a length, and what that took away. */
export interface FittedExamples {
  /** Those in which something is left to learn. */
  readonly examples: readonly EncodedExample[];
  /** How many were longer. */
  readonly numCut: number;
  /** The ids of those in which nothing is left to learn, in order. */
  readonly emptied: readonly number[];
}

/**
 * Cuts examples for language models to `maxLength` tokens at their end, and leaves out those in which no token is left to learn:
 * the first token of an example is none, since nothing stands before it.
 */
export function fitExamples(examples: readonly EncodedExample[], maxLength: number): FittedExamples {
  const fitted = examples.map((example) => cut(example, maxLength));
  const hasLabels = ({ tokenLabels = [] }: EncodedExample): boolean =>
    tokenLabels.some((label, position) => position > 0 && label !== IGNORED_LABEL);
  return {
    examples: fitted.filter(hasLabels),
    numCut: examples.filter(({ ids }) => ids.length > maxLength).length,
    emptied: fitted.filter((example) => !hasLabels(example)).map(({ id }) => id),
  };
}

function cut(example: EncodedExample, maxLength: number): EncodedExample {
  const { ids, typeIds, tokenLabels } = example;
  if (ids.length <= maxLength) return example;
  return {
    ...example,
    ids: ids.slice(0, maxLength),
    typeIds: typeIds.slice(0, maxLength),
    ...(tokenLabels && { tokenLabels: tokenLabels.slice(0, maxLength) }),
  };
}
