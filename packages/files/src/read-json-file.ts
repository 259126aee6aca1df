import { readFileSync, statSync } from 'node:fs';

import { UserError } from '@lamella/core';

import { requireFile } from './open-file.ts';
import { fileSystemError } from './file-system-error.ts';
import { findJsonProblem, lineAndColumn } from './find-json-problem.ts';

/**
 * The value in a JSON file (UTF-8, with or without a byte-order mark).
 *
 * @throws UserError that says where the file is not JSON, as file:line:column, or that it is far too large
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

/** The largest JSON files that are in use, tokenizers and datasets, have some tens of megabytes. */
const MAX_BYTES = 2 ** 28;

function readText(path: string): string {
  try {
    const stats = statSync(path);
    requireFile(stats, path);
    if (stats.size > MAX_BYTES)
      throw new UserError(`Expected at most ${MAX_BYTES} bytes of JSON in ${path}, got ${stats.size}.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileSystemError(error, 'read', path);
  }
}
