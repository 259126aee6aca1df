import { UserError } from '@lamella/core';
import { readRows, textOf, type Row } from '@lamella/datasets';

/** A grade-school word problem. */
export interface Gsm8kProblem {
  /** The row's place in the file, from 0. */
  readonly id: number;
  readonly question: string;
  /** The worked solution with its last line `#### answer`. */
  readonly solution: string;
  /** The number alone, without thousands' commas: `1234`. */
  readonly answer: string;
}

/**
 * Reads a split of GSM8K as its authors publish it (github.com/openai/grade-school-math): JSON Lines of
 * {question, answer}.
 *
 * @throws UserError with file and line for a row without these fields, or whose answer has no line `#### number`
 */
export function readGsm8k(path: string): Gsm8kProblem[] {
  return readRows(path).map((row, id) => {
    const solution = textOf(row, 'answer');
    return { id, question: textOf(row, 'question'), solution, answer: goldAnswer(solution, row) };
  });
}

function goldAnswer(solution: string, { where }: Row): string {
  const [, number] = solution.match(/#### *\$?(-?[\d,]*\.?\d+)\s*$/) ?? [];
  if (number !== undefined) return number.replaceAll(',', '');
  const end = JSON.stringify(solution.slice(-40));
  throw new UserError(`Expected the answer at ${where} to end with "#### " and a number, got ${end}.`);
}
