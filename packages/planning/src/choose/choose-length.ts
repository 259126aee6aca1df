import { UserError } from '@lamella/core';
import type { Choice } from './choice.ts';

/** Lengths are multiples of this many tokens: shorter steps do not make a batch cheaper. */
const STEP = 8;

/** No fewer tokens than this, so that texts of later data which are somewhat longer are not cut. */
const LEAST = 16;

/** The share of texts that is kept whole. */
const SHARE = 0.99;

/**
 * Chooses the longest input from the lengths of the training texts: their 99th percentile (nearest rank), rounded up to a multiple
 * of 8, and at most what the model has positions for.
 *
 * @param lengths tokens of each training text, special tokens counted
 * @param limit the most tokens that the model reads
 * @throws UserError if there is no text
 */
export function chooseMaxLength(lengths: readonly number[], limit: number): Choice<number> {
  if (lengths.length === 0) throw new UserError('Expected at least one training text, got none.');
  const sorted = lengths.toSorted((a, b) => a - b);
  const percentile = sorted[Math.ceil(SHARE * sorted.length) - 1] ?? 0;
  const wanted = Math.max(LEAST, STEP * Math.ceil(percentile / STEP));
  const value = Math.min(wanted, limit);
  const cut = sorted.filter((length) => length > value).length;
  const longest = sorted.at(-1) ?? 0;
  const bound = value < wanted ? `the most that the model reads; ` : '';
  return {
    value,
    why: `${bound}99 % of the texts have at most ${percentile} tokens, the longest ${longest}; ${cut} of ${lengths.length} are cut`,
  };
}
