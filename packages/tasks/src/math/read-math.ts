import { extractBoxed, UserError } from '@lamella/core';
import { readRows, textOf, type Row } from '@lamella/datasets';

/** A competition problem whose answer is written in LaTeX. */
export interface MathProblem {
  /** The row's place in the file from 0, or the file's own `unique_id`. */
  readonly id: number | string;
  readonly problem: string;
  readonly solution: string;
  /** The content of the solution's last box. */
  readonly answer: string;
  /** `Level 1` to `Level 5`; two problems of the data set have `Level ?`. */
  readonly level: string;
  /** As the data set names it: `Counting & Probability`. */
  readonly subject: string;
}

/**
 * Reads problems of MATH as JSON Lines, in the two forms that are around: the 5,000 test problems as Hendrycks et al.
 * publish them ({problem, level, type, solution}), and the subset of 500 that brings its answers
 * ({problem, solution, answer, subject, level, unique_id}).
 *
 * @throws UserError with file and line for a row without these fields, or without an answer in its solution
 */
export function readMath(path: string): MathProblem[] {
  return readRows(path).map((row, i) => {
    const solution = textOf(row, 'solution');
    return {
      id: 'unique_id' in row.fields ? textOf(row, 'unique_id') : i,
      problem: textOf(row, 'problem'),
      solution,
      answer: 'answer' in row.fields ? textOf(row, 'answer') : answerOf(solution, row),
      level: levelOf(row),
      subject: textOf(row, 'subject' in row.fields ? 'subject' : 'type'),
    };
  });
}

function answerOf(solution: string, { where }: Row): string {
  const answer = extractBoxed(solution);
  if (answer !== null) return answer;
  throw new UserError(`Expected a \\boxed{answer} in the solution at ${where}, got none.`);
}

function levelOf(row: Row): string {
  return typeof row.fields['level'] === 'number' ? `Level ${row.fields['level']}` : textOf(row, 'level');
}
