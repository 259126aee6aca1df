import { UserError } from '@lamella/core';

/**
 * The option that an answer to a multiple-choice question names, tried in this order: the last one that is stated ("the answer is
 * B", "Answer: (B)", "B is correct"); the last letter in a box; a letter that the text starts with or consists of ("B", "**B**",
 * "(B) because …"); the only one that is called an option ("option B"); the only letter in brackets. Quotation marks and Markdown around a letter don't matter. "A cat" names
 * no option, nor does "A or B".
 *
 * @param numChoices options are A, B, … up to this number, at most 26
 * @returns the option's index from 0, or null where none is named or the letter is beyond the options
 * @throws UserError for a number of choices outside of 1 to 26
 */
export function extractOption(text: string, numChoices: number): number | null {
  if (!Number.isInteger(numChoices) || numChoices < 1 || numChoices > 26) {
    throw new UserError(`Expected 1 to 26 choices, got ${numChoices}.`);
  }
  const [letter] = FORMS.flatMap((find) => find(text) ?? []);
  if (letter === undefined) return null;
  const index = letter.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0);
  return index < numChoices ? index : null;
}

/** The characters that may stand around a letter. */
const [OPEN, CLOSE] = [
  String.raw`(?:\\(?:boxed|text|textbf|mathrm)\{|["'“‘*_\x60$\s])*`,
  String.raw`["'”’*_\x60$}]*`,
];
/** The end of a letter that is no word: nothing, punctuation or a line break follows. */
const END = String.raw`${CLOSE}\s*(?:[.,:;!?)]|$|\n)`;
/** Another letter that is offered as well. */
const OTHER = String.raw`${CLOSE}\)?\s*(?:,|\/|&|or\b|and\b)\s*${OPEN}\(?[A-Z]\b`;

const BRACKETED = String.raw`\(${OPEN}([A-Za-z])${CLOSE}\)`;
const ALONE = String.raw`([A-Za-z])(?=${END})`;
/** In the midst of a sentence a large letter is no article; I may be somebody. */
const LARGE = String.raw`(?!I\s+[a-z])([A-Z])(?![\w'’-])`;

const [ANSWER, OPTION] = [
  String.raw`\b(?:[Aa]nswer|ANSWER)\b(?:\s+(?:[Ii]s|IS)\b)?(?:\s+[Oo]ption\b)?`,
  String.raw`\b(?:[Oo]ption|OPTION|[Cc]hoice)\b`,
];
const STATED = new RegExp(
  String.raw`${ANSWER}${OPEN}:?${OPEN}(?:${BRACKETED}|${ALONE}|${LARGE})(?!${OTHER})` +
    String.raw`|\b${LARGE}${CLOSE}\)?\s+is\s+(?:the\s+)?(?:correct|right|answer)\b`,
  'g',
);
const NAMED = new RegExp(
  String.raw`${OPTION}${OPEN}:?${OPEN}(?:${BRACKETED}|${ALONE}|${LARGE})(?!${OTHER})`,
  'g',
);
const BOXED = new RegExp(String.raw`\\boxed\{${OPEN}\(?([A-Za-z])\)?${CLOSE}(?=\W|$)`, 'g');
const LEADING = new RegExp(String.raw`^${OPEN}(?:${BRACKETED}|${ALONE})(?!${OTHER})`);

type Form = (text: string) => string | undefined;

const FORMS: readonly Form[] = [
  (text) => letterOf([...text.matchAll(STATED)].at(-1)),
  (text) => letterOf([...text.matchAll(BOXED)].at(-1)),
  (text) => letterOf(text.trim().match(LEADING)),
  (text) => onlyOne([...text.matchAll(NAMED)].map((found) => letterOf(found)?.toUpperCase())),
  (text) => onlyOne([...text.matchAll(/\(([A-Z])\)/g)].map(([, letter]) => letter)),
];

function letterOf(found: RegExpMatchArray | null | undefined): string | undefined {
  return found?.slice(1).find((letter) => letter !== undefined);
}

function onlyOne(letters: readonly (string | undefined)[]): string | undefined {
  const [letter, ...others] = new Set(letters);
  return others.length === 0 ? letter : undefined;
}
