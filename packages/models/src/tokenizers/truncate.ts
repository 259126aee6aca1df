import { UserError } from '@lamella/core';

import type { Side, TruncationStrategy } from './tokenizer.ts';

type Lengths = readonly [first: number, second: number];

/**
 * How many tokens of each of two texts are kept, so that they have at most `budget` together: the shorter text
 * keeps up to half, the longer one the rest; of two equally long ones the second keeps the odd token. The same as
 * removing single tokens from the longer text (`longest_first` of `transformers`' fast tokenizers).
 */
export function longestFirst(lengths: Lengths, budget: number): Lengths {
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

/**
 * The same with all tokens taken from one text, of which at least one has to remain (`only_first` and `only_second` of
 * `transformers`' fast tokenizers).
 *
 * @throws UserError if that text is too short
 */
function onlyOne([first, second]: Lengths, budget: number, index: 0 | 1): Lengths {
  const surplus = Math.max(0, first + second - budget);
  const length = index === 0 ? first : second;
  if (surplus > 0 && length <= surplus) {
    const which = index === 0 ? 'first' : 'second';
    throw new UserError(
      `Expected the ${which} text to have more than the ${surplus} tokens that are to be cut from it alone, got ${length}. ` +
        'Use another maxLength, or truncation: "longest-first".',
    );
  }
  return index === 0 ? [first - surplus, second] : [first, second - surplus];
}

const STRATEGIES: Readonly<Record<TruncationStrategy, (lengths: Lengths, budget: number) => Lengths>> = {
  'longest-first': longestFirst,
  'only-first': (lengths, budget) => onlyOne(lengths, budget, 0),
  'only-second': (lengths, budget) => onlyOne(lengths, budget, 1),
};

/** The text that a token belongs to (0 or 1), or null for a special token. */
export type Sequence = number | null | undefined;

export interface Truncation {
  readonly maxLength: number;
  /** The end of the texts that is cut. */
  readonly side: Side;
  readonly strategy: TruncationStrategy;
}

/**
 * The positions of an encoding that remain when it is cut to `maxLength` tokens. Special tokens always remain:
 * where they stand does not depend on the length of the texts.
 *
 * @throws UserError if there are more special tokens than `maxLength`, or the text that is to be cut is too short
 */
export function keptPositions(
  sequences: readonly Sequence[],
  { maxLength, side, strategy }: Truncation,
): number[] {
  const lengths = [0, 1].map((each) => sequences.filter((sequence) => sequence === each).length);
  const [first = 0, second = 0] = lengths;
  const specials = sequences.length - first - second;
  if (maxLength < specials) {
    throw new UserError(`Expected maxLength to leave room for ${specials} special tokens, got ${maxLength}.`);
  }
  const kept = STRATEGIES[strategy]([first, second], maxLength - specials);
  const seen = [0, 0];
  return [...sequences.keys()].filter((position) => {
    const sequence = sequences[position];
    if (sequence !== 0 && sequence !== 1) return true;
    const index = seen[sequence] as number;
    seen[sequence] = index + 1;
    const fromKeptEnd = side === 'right' ? index : (lengths[sequence] as number) - 1 - index;
    return fromKeptEnd < kept[sequence];
  });
}
