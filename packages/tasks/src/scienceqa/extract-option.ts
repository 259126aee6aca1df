import { UserError } from '@lamella/core';

/**
 * The option that an answer to a multiple-choice question names, tried in this order:
 * the last "answer is B", "Answer: (B)" or "option B"; a letter that the text starts with or consists of ("B", "B.",
 * "(B) because …"); the only letter in brackets. "A cat" names no option.
 *
 * @param numChoices options are A, B, … up to this number, at most 26
 * @returns the option's index from 0, or null where none is named or the letter is beyond the options
 * @throws UserError for a number of choices outside of 1 to 26
 */
export function extractOption(text: string, numChoices: number): number | null {
  if (!Number.isInteger(numChoices) || numChoices < 1 || numChoices > 26) {
    throw new UserError(`Expected 1 to 26 choices, got ${numChoices}.`);
  }
  const letter = statedLetter(text) ?? leadingLetter(text) ?? onlyBracketedLetter(text);
  if (letter === undefined) return null;
  const index = letter.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0);
  return index < numChoices ? index : null;
}

/** A letter that ends there: nothing, punctuation or a line break follows, so that it is no word. */
const LETTER = String.raw`(?:\(([A-Za-z])\)|([A-Za-z])(?=\s*(?:[.,:;)]|$|\n)))`;

function statedLetter(text: string): string | undefined {
  const stated = new RegExp(String.raw`(?:\banswer\b(?:\s+is)?|\boption\b)\s*:?\s*${LETTER}`, 'gi');
  return letterOf([...text.matchAll(stated)].at(-1));
}

function leadingLetter(text: string): string | undefined {
  return letterOf(text.trim().match(new RegExp(`^${LETTER}`)));
}

function onlyBracketedLetter(text: string): string | undefined {
  const letters = new Set([...text.matchAll(/\(([A-Z])\)/g)].map(([, letter = '']) => letter));
  return letters.size === 1 ? [...letters][0] : undefined;
}

function letterOf(found: RegExpMatchArray | null | undefined): string | undefined {
  return found?.[1] ?? found?.[2];
}
