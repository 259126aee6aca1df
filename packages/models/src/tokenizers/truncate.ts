import { UserError } from '@lamella/core';

import type { Side } from './tokenizer.ts';

/**
 * How many tokens of each of two texts are kept, so that they have at most `budget` together: the shorter text
 * keeps up to half, the longer one the rest; of two equally long ones the second keeps the odd token. The same as
 * removing single tokens from the longer text (`longest_first` of `transformers`' fast tokenizers).
 */
export function longestFirst(lengths: readonly [number, number], budget: number): [number, number] {
  const [first, second] = lengths;
  if (first + second <= budget) return [first, second];
  const half = Math.floor(budget / 2);
  if (first <= second) {
    const kept = Math.min(first, half);
    return [kept, budget - kept];
  }
  const kept = Math.min(second, half);
  return [budget - kept, kept];
}

/** The text that a token belongs to (0 or 1), or null for a special token. */
export type Sequence = number | null | undefined;

export interface Truncation {
  readonly maxLength: number;
  /** The end of the texts that is cut. */
  readonly side: Side;
}

/**
 * The positions of an encoding that remain when it is cut to `maxLength` tokens. Special tokens always remain:
 * where they stand does not depend on the length of the texts.
 *
 * @throws UserError if there are more special tokens than `maxLength`
 */
export function keptPositions(sequences: readonly Sequence[], { maxLength, side }: Truncation): number[] {
  const lengths = [0, 1].map((each) => sequences.filter((sequence) => sequence === each).length);
  const [first = 0, second = 0] = lengths;
  const specials = sequences.length - first - second;
  if (maxLength < specials) {
    throw new UserError(`Expected maxLength to leave room for ${specials} special tokens, got ${maxLength}.`);
  }
  const kept = longestFirst([first, second], maxLength - specials);
  const seen = [0, 0];
  return [...sequences.keys()].filter((position) => {
    const sequence = sequences[position];
    if (sequence !== 0 && sequence !== 1) return true;
    const index = seen[sequence] as number;
    seen[sequence] = index + 1;
    const fromKeptEnd = side === 'right' ? index : (lengths[sequence] as number) - 1 - index;
    return fromKeptEnd < (kept[sequence] as number);
  });
}
