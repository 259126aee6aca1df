import type { EncodedExample } from './encode-examples.ts';

/** Sizes of packed rows between one power of two and the next: each takes a step that is compiled for it. */
const SIZES_PER_DOUBLING = 8;

/**
 * The length of a row that holds some texts: their tokens, rounded up so that few lengths occur. A sixteenth to an eighth of the
 * tokens lie between one length and the next.
 */
export function packedLength(texts: readonly Pick<EncodedExample, 'ids'>[]): number {
  const numTokens = texts.reduce((sum, { ids }) => sum + ids.length, 0);
  const step = Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, numTokens))) / SIZES_PER_DOUBLING);
  return step * Math.ceil(numTokens / step);
}

/** The shortest length that the longest text is rounded up to. */
const SHORTEST_LONGEST = 16;

/** The length of the longest text, rounded up to a power of two. */
export function longestText(texts: readonly Pick<EncodedExample, 'ids'>[]): number {
  const longest = texts.reduce((most, { ids }) => Math.max(most, ids.length), SHORTEST_LONGEST);
  return 2 ** Math.ceil(Math.log2(longest));
}
