import { shorten, UserError } from '@lamella/core';
import { readTextFile } from '@lamella/files';
import type { Example } from './example.ts';

/** Importance by CKA needs no labels; texts of one's own have none. */
const NO_LABEL = 0;

/**
 * Reads texts of one's own from JSON Lines: every line is a string, or a pair of strings. Blank lines are skipped.
 *
 * @returns examples whose label is 0, which means nothing here
 * @throws UserError with file and line for anything else
 */
export function readTextsFile(path: string): Example[] {
  const examples: Example[] = [];
  for (const [index, line] of readText(path).split('\n').entries()) {
    if (line.trim() === '') continue;
    examples.push({ id: examples.length, ...parseTexts(line, `${path}:${index + 1}`), label: NO_LABEL });
  }
  if (examples.length === 0) throw new UserError(`Expected at least one text in ${path}, got none.`);
  return examples;
}

function readText(path: string): string {
  try {
    return readTextFile(path);
  } catch (cause) {
    throw new UserError(
      `Expected a file of texts (JSON Lines) at ${path}, could not read it: ${(cause as Error).message}`,
      { cause },
    );
  }
}

function parseTexts(line: string, where: string): { text: string; pair?: string } {
  const value = parseJson(line, where);
  if (typeof value === 'string') return { text: value };
  const [text, pair, ...rest]: unknown[] = Array.isArray(value) ? value : [];
  if (typeof text === 'string' && typeof pair === 'string' && rest.length === 0) return { text, pair };
  throw new UserError(`Expected a string or a pair of strings at ${where}, got ${shorten(line.trim())}.`);
}

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(
      `Expected a string or a pair of strings in JSON at ${where}, got ${shorten(line.trim())}.`,
      {
        cause,
      },
    );
  }
}
