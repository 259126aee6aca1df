import { readFileSync } from 'node:fs';

import { UserError } from '@lamella/core';

import { fileSystemError } from './file-system-error.ts';
import { findJsonProblem, lineAndColumn } from './find-json-problem.ts';

/**
 * The value in a JSON file (UTF-8, with or without a byte-order mark).
 *
 * @throws UserError that says where the file is not JSON, as file:line:column
 */
export function readJsonFile(path: string): unknown {
  const text = readText(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = findJsonProblem(text) ?? { offset: 0, message: String(error) };
    const { line, column } = lineAndColumn(text, problem.offset);
    throw new UserError(`${path}:${line}:${column}: not valid JSON: ${problem.message}.`, { cause: error });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
}
