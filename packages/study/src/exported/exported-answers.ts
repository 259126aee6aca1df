import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { unseal } from '@lamella/files';
import { z } from 'zod';
import { chosenAnswer, writtenAnswer } from '../trial/answer-lines.ts';

/** Answers without the data's own texts: a choice that was made is one of them. */
const written = writtenAnswer.extend({
  prompt: z.exactOptional(z.string()),
  reference: z.exactOptional(z.string()),
});
const chosen = chosenAnswer.extend({
  prompt: z.exactOptional(z.string()),
  choices: z.exactOptional(z.array(z.string())),
  reference: z.exactOptional(z.string()),
  extracted: z.exactOptional(z.string().nullable()),
});
const line = z.union([written, chosen]);

/** An answer in an archive, with the texts of the data or without. */
export type ExportedAnswer = Readonly<z.output<typeof line>>;

/** Whether an answer is one of several choices, and not written. */
export function isChosen(answer: ExportedAnswer): answer is Readonly<z.output<typeof chosen>> {
  return 'chosen' in answer;
}

/**
 * The answers in a file of them, sealed line by line or not.
 *
 * @returns undefined if there is no such file
 * @throws UserError for a line that is no answer, or not what was written
 */
export function readAnswers(path: string): readonly ExportedAnswer[] | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((text, index) => {
    const answer = parseAnswer(text);
    if (answer !== undefined) return answer;
    throw new UserError(
      `Expected an answer in line ${index + 1} of ${path}, got something else, or not what was written.`,
    );
  });
}

function parseAnswer(text: string): ExportedAnswer | undefined {
  try {
    const content = unseal(JSON.parse(text));
    return content.kind === 'damaged' ? undefined : line.safeParse(content.value).data;
  } catch {
    return undefined;
  }
}

/** A file of answers as it goes into an archive. */
export function formatAnswers(answers: readonly ExportedAnswer[], withData: boolean): string {
  return answers.map((answer) => `${JSON.stringify(withData ? answer : withoutData(answer))}\n`).join('');
}

/** Only what a model wrote itself stays; a choice's text is the data's. */
function withoutData(answer: ExportedAnswer): ExportedAnswer {
  const { prompt: _prompt, reference: _reference, ...rest } = answer;
  if (!isChosen(rest)) return rest;
  const { choices: _choices, extracted: _extracted, ...ofChoice } = rest;
  return ofChoice;
}
