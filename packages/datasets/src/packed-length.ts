import type { EncodedExample } from './encode-examples.ts';

/** Sizes of packed rows between one power of two and the next: each takes a step that is compiled for it. */
const SIZES_PER_DOUBLING = 8;

/**
 * The length of a row that holds some texts: the shortest of given ones that does. Where none does it is their tokens, rounded up so that
 * few lengths occur: a sixteenth to an eighth of the tokens lie between one length and the next.
 *
 * @param lengths ascending, such as {@link chooseRowLengths} gives
 */
export function packedLength(
  texts: readonly Pick<EncodedExample, 'ids'>[],
  lengths: readonly number[] = [],
): number {
  const numTokens = totalTokens(texts);
  const given = lengths.find((length) => length >= numTokens);
  if (given !== undefined) return given;
  const step = Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, numTokens))) / SIZES_PER_DOUBLING);
  return step * Math.ceil(numTokens / step);
}

/** The tokens of some texts. */
export function totalTokens(texts: readonly Pick<EncodedExample, 'ids'>[]): number {
  return texts.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** The shortest length that the longest text is rounded up to. */
const SHORTEST_LONGEST = 16;

/** The length of the longest text, rounded up to a power of two. */
export function longestText(texts: readonly Pick<EncodedExample, 'ids'>[]): number {
  const longest = texts.reduce((most, { ids }) => Math.max(most, ids.length), SHORTEST_LONGEST);
  return 2 ** Math.ceil(Math.log2(longest));
}
