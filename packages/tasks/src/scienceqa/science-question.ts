import { type ImageSource, optionLetter, optionLines, REQUEST_FOR_LETTER } from '@lamella/datasets';

/** A question about an image, with lettered choices. */
export interface ScienceQuestion {
  /** The problem's own number in the official files; elsewhere its split and row. */
  readonly id: string;
  readonly question: string;
  readonly choices: readonly string[];
  /** Index of the right choice. */
  readonly answer: number;
  /** Background to the question; empty if there is none. */
  readonly hint: string;
  readonly subject: string;
  readonly topic: string;
  readonly category: string;
  readonly image: ImageSource;
}

/** The parts of a question that make its prompt. */
type Asked = Pick<ScienceQuestion, 'question' | 'choices' | 'hint'>;

/**
 * The user's text after the image, line by line: `Context:` and the hint, if there is one, the question, the choices as
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

/** The answer to learn: the letter of the right choice. */
export function scienceQaTarget({ answer }: Pick<ScienceQuestion, 'answer'>): string {
  return optionLetter(answer);
}
