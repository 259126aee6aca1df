import { UserError } from '@lamella/core';
import type { ScienceQuestion } from './science-question.ts';

/**
 * A row of ScienceQA without its image, checked.
 *
 * @param where the row, for errors
 * @throws UserError if a field is missing or the answer is none of the choices
 */
export function checkQuestion(
  row: Readonly<Record<string, unknown>>,
  where: string,
): Omit<ScienceQuestion, 'id' | 'image'> {
  const text = (name: string): string => {
    const value = row[name] ?? '';
    if (typeof value === 'string') return value;
    throw new UserError(`Expected "${name}" at ${where} to be a text, got ${String(value)}.`);
  };
  const choices = readChoices(row['choices'], where);
  const answer = Number(row['answer'] ?? NaN);
  if (!(Number.isInteger(answer) && answer >= 0 && answer < choices.length))
    throw new UserError(
      `Expected "answer" at ${where} to be the number of a choice, 0 to ${choices.length - 1}, got ${String(row['answer'])}.`,
    );
  const question = text('question');
  if (question === '') throw new UserError(`Expected a "question" at ${where}, got none.`);
  return {
    ...{ question, choices, answer, hint: text('hint').trim() },
    ...{ subject: text('subject'), topic: text('topic'), category: text('category') },
  };
}

function readChoices(value: unknown, where: string): readonly string[] {
  const isList = Array.isArray(value) && value.every((choice) => typeof choice === 'string');
  if (isList && value.length >= 2) return value as string[];
  throw new UserError(
    `Expected "choices" at ${where} to be two texts or more, got ${JSON.stringify(value)}.`,
  );
}
