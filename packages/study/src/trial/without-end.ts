import type { EncodedExample } from '@lamella/datasets';

/**
 * An example without the end-of-text tokens at its end: in the paper's measurement of representations padding is that token, so that
 * one at an example's end counts as padding too and the token before it is the last one.
 */
export function withoutEnd(example: EncodedExample, eosId: number | undefined): EncodedExample {
  const length = example.ids.findLastIndex((id) => id !== eosId) + 1;
  const { ids, typeIds, tokenLabels = [] } = example;
  return {
    ...example,
    ids: ids.slice(0, length),
    typeIds: typeIds.slice(0, length),
    tokenLabels: tokenLabels.slice(0, length),
  };
}
