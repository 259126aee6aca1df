import type { ImageSource } from '../image-source.ts';

/** A question about an image, with lettered choices. */
export interface ScienceQuestion {
  /** The problem's own number in the official files; elsewhere its split and row. */
  readonly id: string;
  readonly question: string;
  readonly choices: readonly string[];
  /** Index of the right choice. */
  readonly answer: number;
  /** What is to be known before; empty if nothing. */
  readonly hint: string;
  readonly subject: string;
  readonly topic: string;
  readonly category: string;
  readonly image: ImageSource;
}

/** What a prompt is made of. */
type Asked = Pick<ScienceQuestion, 'question' | 'choices' | 'hint'>;

/** How a letter is asked for. */
export const REQUEST_FOR_LETTER = "Answer with the option's letter from the given choices directly.";

/**
 * What the user says after the image, line by line: `Context:` and the hint, if there is one, the question, the choices as
 * `A. …`, and the request for a letter. The form is that of LLaVA 1.5's evaluation on ScienceQA (Liu et al. 2024).
 */
export function scienceQaPrompt({ question, choices, hint }: Asked): string {
  return [
    ...(hint === '' ? [] : [`Context: ${hint}`]),
    question,
    optionLines(choices),
    REQUEST_FOR_LETTER,
  ].join('\n');
}

/** What is to be answered: the letter of the right choice. */
export function scienceQaTarget({ answer }: Pick<ScienceQuestion, 'answer'>): string {
  return optionLetter(answer);
}

/** The letter of a choice, from A on. */
export function optionLetter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Choices in lines such as `A. red`. */
export function optionLines(choices: readonly string[]): string {
  return choices.map((choice, i) => `${optionLetter(i)}. ${choice}`).join('\n');
}
